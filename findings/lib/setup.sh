# Sourced by every finding. Needs root (chroot, mount namespaces), apt, and where a finding says so Maven, a JDK 17 or npm.
# Exit codes of a finding: 0 seen again; 1 the behaviour is another one now; 77 a pinned version is not served any more.
set -eu
export LC_ALL=C.UTF-8
T=$(mktemp -d)
ROOT=$T/root
STARTED=
end() {
    for pid in $STARTED; do kill -KILL "$pid" 2>/dev/null || true; done
    [ -z "$STARTED" ] || wait $STARTED 2>/dev/null || true
    rm -rf "$T"
}
trap end EXIT
trap 'exit 1' INT TERM

# Unpacks pinned packages of a Debian suite, with all they depend on, into $ROOT; nothing is installed on the machine.
debian() { # SUITE PACKAGE=VERSION...
    [ "$(id -u)" = 0 ] || { echo "needs root"; exit 77; }
    suite=$1; shift
    apt=$T/apt-$suite
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$ROOT"
    : > "$apt/status"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/$' | head -n 1)
    echo "deb $mirror $suite main" > "$apt/sources.list"
    cat > "$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
CONF
    APT_CONFIG=$apt/apt.conf timeout 120 apt-get -qq update
    APT_CONFIG=$apt/apt.conf timeout 150 nice apt-get -y -qq --no-install-recommends --download-only install "$@" bash coreutils \
        > "$T/apt.log" 2>&1 || { cat "$T/apt.log"; echo "not served any more: $*"; exit 77; }
    for deb in "$apt"/cache/archives/*.deb; do nice dpkg-deb -x "$deb" "$ROOT"; done
    rm -rf "$apt"
    mkdir -p "$ROOT/dev" "$ROOT/proc" "$ROOT/run/sshd" "$ROOT/tmp" "$ROOT/root" "$ROOT/home/alice" "$ROOT/t"
    for bin in "$ROOT/usr/bin" "$ROOT/bin"; do [ ! -e "$bin/bash" ] || ln -sf bash "$bin/sh"; done
    printf 'root:x:0:0:root:/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/bin/false\nnobody:x:65534:65534::/:/bin/false\nalice:x:1000:1000::/home/alice:/bin/sh\n' \
        > "$ROOT/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\nalice:x:1000:\n' > "$ROOT/etc/group"
    chown 0:0 "$ROOT/root"
    chown 1000:1000 "$ROOT/home/alice"
    chmod 755 "$T" "$ROOT" "$ROOT/t"
    chmod 1777 "$ROOT/tmp"
    ssh-keygen -q -t ed25519 -N '' -C host -f "$ROOT/t/host"
    ssh-keygen -q -t ed25519 -N "" -C user -f "$ROOT/t/user"
    mkdir -p "$ROOT/root/.ssh"
    cp "$ROOT/t/user.pub" "$ROOT/root/.ssh/authorized_keys"
    chmod 700 "$ROOT/root" "$ROOT/root/.ssh"
}

# Runs a command inside $ROOT, in namespaces of its own: what it leaves behind ends with it.
inside() {
    exec unshare --mount --pid --fork --kill-child nice sh -c \
        'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$0" "$@"' "$ROOT" "$@"
}

# Starts a server inside $ROOT and waits until $PORT takes connections.
serve() {
    inside "$@" > "$T/server.log" 2>&1 &
    STARTED="$STARTED $!"
    tries=0
    until (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { cat "$T/server.log"; echo "the server did not start"; exit 1; }
        sleep 0.1
    done
}

# Starts OpenSSH's server inside $ROOT, for commands only; more options may follow.
openssh() {
    printf '%s\n' 'HostKey /t/host' 'PidFile none' 'StrictModes no' 'UsePAM no' 'PermitRootLogin yes' \
        'AuthorizedKeysFile /t/user.pub' > "$ROOT/t/sshd_config"
    PORT=$(free_port)
    serve /usr/sbin/sshd -D -e -f /t/sshd_config -p "$PORT" -o ListenAddress=127.0.0.1 "$@"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Puts pinned jars, Bouncy Castle for Ed25519 keys, and what they depend on into $T/lib and their class path into $CP.
maven() { # GROUP:ARTIFACT:VERSION...
    {
        echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>'
        for gav in "$@" org.bouncycastle:bcprov-jdk18on:1.84 org.bouncycastle:bcpkix-jdk18on:1.84 org.slf4j:slf4j-nop:1.7.36; do
            echo "$gav" | sed 's|\(.*\):\(.*\):\(.*\)|<dependency><groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version></dependency>|'
        done
        echo '</dependencies></project>'
    } > "$T/pom.xml"
    timeout 150 nice mvn -q -B -f "$T/pom.xml" dependency:copy-dependencies -DoutputDirectory="$T/lib" > "$T/mvn.log" 2>&1 \
        || { cat "$T/mvn.log"; echo "not served any more: $*"; exit 77; }
    CP="$T/lib/*"
}

# Runs the Java source that comes on standard input, bounded, with MINA as Client.java sets it up.
run_java() { # CLASS ARGUMENT...
    class=$1; shift
    cat > "$T/$class.java"
    nice javac -cp "$CP" -d "$T/classes" "$(dirname "$0")/lib/Client.java" "$T/$class.java"
    timeout 120 nice java -cp "$T/classes:$CP" "$class" "$@"
}

# Fails unless the line is in the file, and shows the file.
expect() { # FILE LINE...
    file=$1; shift
    cat "$file"
    for line in "$@"; do
        grep -aqxF -- "$line" "$file" || { echo "NOT SEEN ANY MORE: $line"; exit 1; }
    done
}
