"""An SSH server for tests, of what Twisted Conch brings for accounts of Unix. Its keys lie beside this file."""

import pathlib
import sys

from twisted.conch import interfaces, unix
from twisted.conch.checkers import InMemorySSHKeyDB, SSHPublicKeyChecker
from twisted.conch.ssh import connection, factory, keys, userauth
from twisted.cred import portal
from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.internet import reactor
from twisted.python import log
from zope.interface import implementer

HOST, PORT, USER, PASSWORD, HOME = sys.argv[1:]
FOLDER = pathlib.Path(__file__).parent


@implementer(portal.IRealm)
class Realm:

    def requestAvatar(self, name, mind, *asked):
        avatar = unix.UnixConchUser(name.decode() if isinstance(name, bytes) else name)
        return interfaces.IConchUser, avatar, avatar.logout


class Factory(factory.SSHFactory):

    services = {b'ssh-userauth': userauth.SSHUserAuthServer, b'ssh-connection': connection.SSHConnection}
    hostKey = keys.Key.fromFile(str(FOLDER / 'host_key'))
    publicKeys = {b'ssh-ed25519': hostKey.public()}
    privateKeys = {b'ssh-ed25519': hostKey}

    def getPrimes(self):
        return None


known = [keys.Key.fromString(line) for line in (FOLDER / 'authorized_keys').read_text().splitlines()
         if line.startswith(('ssh-', 'ecdsa-'))]
passwords = InMemoryUsernamePasswordDatabaseDontUse(**{USER: PASSWORD.encode()})
Factory.portal = portal.Portal(Realm(), [SSHPublicKeyChecker(InMemorySSHKeyDB({USER.encode(): known})), passwords])
log.startLogging(sys.stdout, setStdout=False)
reactor.listenTCP(int(PORT), Factory(), interface=HOST)
print('listening on port', PORT, flush=True)
reactor.run()
