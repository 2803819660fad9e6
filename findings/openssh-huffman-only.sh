#!/bin/bash
# OpenSSH 10.6 compresses eight times worse than 10.0, and negotiates it under the same name
#
# Packages: openssh-server 1:10.6p1-1 (Debian sid); openssh-server and openssh-client 1:10.0p1-7+deb13u4 (Debian 13).
# Guess: zlib@openssh.com compresses text as it always did, a log file to less than a tenth.
# Seen: 10.6p1 switches off the dictionary and codes by Huffman alone. A log of 2 MB came down with factor 0.07 from 10.0p1
#   and with factor 0.63 from 10.6p1. The other direction is up to the client: it keeps factor 0.07 with an older one.
# Matters: `Compression yes` still says that it is on, and costs its CPU time, but what comes down is hardly smaller. Gzip
#   the file on the remote side instead.
# Source: NEWS.Debian of openssh 1:10.6p1-1 ("disabling the LZ77 dictionary coder"), against side channels between channels.
. "$(dirname "$0")/lib/setup.sh"
for version in trixie=1:10.0p1-7+deb13u4 sid=1:10.6p1-1; do
    suite=${version%%=*}
    ROOT=$T/$suite
    if [ "$suite" = trixie ]; then
        debian trixie openssh-server="${version#*=}" openssh-client="${version#*=}"
    else
        debian sid openssh-server="${version#*=}"
    fi
    python3 -c 'for i in range(20000): print(f"2026-01-01T12:{i % 60:02}:01 INFO [org.example.service] (task-{i % 7}) request {i} of user{i % 50} took {i * 37 % 900} ms")' \
        > "$ROOT/t/log"
    openssh -o Compression=yes
    cp "$ROOT/t/user" "$T/trixie/t/user-$suite"
    (ROOT=$T/trixie; inside timeout 30 ssh -C -v -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        -i "/t/user-$suite" -p "$PORT" root@127.0.0.1 'cat /t/log') > "$T/down" 2> "$T/verbose"
    cmp "$T/down" "$ROOT/t/log"
    sed -n 's/^debug1: compress incoming: raw data \([0-9]*\), compressed \([0-9]*\),.*/\1 \2/p' "$T/verbose" | tr -d '\r' \
        | awk -v s="$suite" '{ print s ": " ($1 / $2 > 10 ? "more than 10:1" : $1 / $2 < 2 ? "less than 2:1" : "between") }' >> "$T/out"
done
expect "$T/out" 'trixie: more than 10:1' 'sid: less than 2:1'
