#!/bin/bash
# A proxy says by 401, and not by 407, that a password is wrong
#
# Package: tinyproxy 1.11.1-2.1+deb12u1 (Debian 12), with BasicAuth.
# Guess: 407 and a Proxy-Authenticate header, with no password as with a wrong one, as RFC 9110 wants it.
# Seen: with none "407 Proxy Authentication Required" and the header; with a wrong one "401 Unauthorized" and a WWW-Authenticate header.
#   With the right one the answer is that of the way behind the proxy.
# Matters: a client that takes 407 for "log-in refused", and everything else for "the proxy does not connect", tells its user to look at
#   the target, and may send the password again and again. It has to count 401 to CONNECT as the proxy's.
# Source: RFC 9110 sections 15.5.2, 15.5.8 and 11.7.1; tinyproxy's src/reqs.c and src/http-message.c.
. "$(dirname "$0")/lib/setup.sh"
debian bookworm tinyproxy=1.11.1-2.1+deb12u1
PORT=$(free_port)
printf '%s\n' "Port $PORT" 'Listen 127.0.0.1' 'Timeout 20' 'Allow 127.0.0.1' 'BasicAuth alice secret' 'ConnectPort 1' > "$ROOT/t/tinyproxy.conf"
serve /usr/bin/tinyproxy -d -c /t/tinyproxy.conf
ask() { # WHAT OPTION...
    what=$1; shift
    curl --silent --show-error --max-time 30 --proxytunnel --proxy "http://127.0.0.1:$PORT" --dump-header "$T/headers" --output /dev/null "$@" \
        http://127.0.0.1:1/ 2> /dev/null || true
    sed -n -e "1s|^HTTP/1.[01] \([0-9]*\).*|$what: \1|p" -e "s|^\([A-Za-z]*-Authenticate\): .*|$what: \1|Ip" "$T/headers" | tr -d '\r'
}
{
    ask 'no password'
    ask 'a wrong password' --proxy-user alice:wrong
    ask 'the right password' --proxy-user alice:secret
} > "$T/out"
expect "$T/out" 'no password: 407' 'no password: Proxy-Authenticate' 'a wrong password: 401' 'a wrong password: WWW-Authenticate'
