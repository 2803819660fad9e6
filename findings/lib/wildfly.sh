# Sourced by the findings on WildFly: WildFly 39.0.1.Final of Maven Central in $W, in network namespaces of its own.
timeout 500 nice mvn -q -B dependency:copy -Dartifact=org.wildfly:wildfly-dist:39.0.1.Final:zip -DoutputDirectory="$T" > "$T/mvn.log" 2>&1 \
    || { cat "$T/mvn.log"; echo "not served any more: wildfly-dist 39.0.1.Final"; exit 77; }
unzip -q "$T/wildfly-dist-39.0.1.Final.zip" -x '*/docs/*' -d "$T"
W=$T/wildfly-39.0.1.Final
rm "$T/wildfly-dist-39.0.1.Final.zip"
API=$(find "$W/modules" -name 'jakarta.resource-api-*.jar' -o -name 'jakarta.validation-api-*.jar' -o -name 'jakarta.servlet-api-*.jar' \
    -o -name 'jakarta.transaction-api-*.jar' | tr '\n' ':')

# Starts it with this configuration, and waits until it has started. $SERVER is its process.
wildfly() { # CONFIGURATION
    rm -f "$T/server.log"
    nice unshare --net --pid --fork --kill-child sh -c 'ip link set lo up && exec "$0" "$@"' java -Xmx512m -XX:TieredStopAtLevel=1 \
        --add-exports=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
        -Djboss.home.dir="$W" -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
        -Dorg.jboss.boot.log.file="$T/boot.log" \
        -Dlogging.configuration="file:$W/standalone/configuration/logging.properties" \
        -jar "$W/jboss-modules.jar" -mp "$W/modules" org.jboss.as.standalone -c "$1" > "$T/server.log" 2>&1 &
    SERVER=$!
    STARTED="$STARTED $SERVER"
    tries=0
    until grep -aqs 'WFLYSRV002[56]' "$T/server.log"; do
        tries=$((tries + 1))
        [ $tries -lt 1500 ] || { cat "$T/server.log"; echo "the server did not start"; exit 1; }
        sleep 0.2
    done
}

wildfly_ends() {
    kill -KILL "$SERVER"
    wait "$SERVER" 2>/dev/null || true
}

# Runs the commands that come on standard input.
cli() {
    cat > "$T/commands.cli"
    nice nsenter --net="/proc/$SERVER/ns/net" env JAVA_OPTS='-Xmx128m -XX:TieredStopAtLevel=1' timeout 200 \
        "$W/bin/jboss-cli.sh" --connect --no-color-output --file="$T/commands.cli"
}
