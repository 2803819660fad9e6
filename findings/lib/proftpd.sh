# Sourced by the findings on ProFTPD: starts it with mod_sftp inside $ROOT, for the user alice in /t/files.
mkdir "$ROOT/t/files"
chown 1000:1000 "$ROOT/t/files"
ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f "$ROOT/t/host_rsa"
ssh-keygen -e -m RFC4716 -f "$ROOT/t/user.pub" > "$ROOT/t/alice.keys"
echo 'alice:*:1000:1000::/t/files:/bin/sh' > "$ROOT/t/passwd"
chmod 600 "$ROOT/t/passwd"
PORT=$(free_port)
cat > "$ROOT/t/proftpd.conf" <<CONF
ServerType standalone
ModulePath /usr/lib/proftpd
LoadModule mod_sftp.c
DefaultAddress 127.0.0.1
UseIPv6 off
Port $PORT
User root
Group root
RequireValidShell off
AuthOrder mod_auth_file.c
AuthUserFile /t/passwd
ScoreboardFile /t/score
PidFile /t/pid
SFTPEngine on
SFTPHostKey /t/host_rsa
SFTPAuthMethods publickey
SFTPAuthorizedUserKeys file:/t/alice.keys
CONF
serve proftpd -n -c /t/proftpd.conf
