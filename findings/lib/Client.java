import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.SftpVersionSelector;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Apache MINA SSHD as a client of a server of a finding. */
public class Client {
    private Client() {
    }

    public static ClientSession login(String user, String port, String key) throws Exception {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
        ClientSession session = client.connect(user, "127.0.0.1", Integer.parseInt(port)).verify(Duration.ofSeconds(20)).getSession();
        session.addPublicKeyIdentity(new FileKeyPairProvider(Path.of(key)).loadKeys(null).iterator().next());
        session.auth().verify(Duration.ofSeconds(20));
        return session;
    }

    public static SftpClient sftp(ClientSession session) throws IOException {
        return SftpClientFactory.instance().createSftpClient(session, SftpVersionSelector.fixedVersionSelector(SftpConstants.SFTP_V3));
    }

    /** Runs a command without input: its exit status and how many bytes came. */
    public static String exec(ClientSession session, String command) throws IOException {
        try (ChannelExec channel = session.createExecChannel(command)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            channel.setIn(new ByteArrayInputStream(new byte[0]));
            channel.setOut(out);
            channel.setErr(out);
            channel.open().verify(Duration.ofSeconds(10));
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofSeconds(10));
            return "exit status " + channel.getExitStatus() + ", " + out.size() + " bytes of output";
        }
    }

    public static void put(SftpClient sftp, String path, String content) throws IOException {
        try (OutputStream out = sftp.write(path)) {
            out.write(content.getBytes());
        }
    }

    public interface Request {
        Object send() throws Exception;
    }

    /** What a request gives, or the status that the server refuses it with. */
    public static void say(String what, Request request) throws Exception {
        Object result;
        try {
            result = request.send();
        } catch (SftpException e) {
            result = "status " + e.getStatus();
        }
        System.out.println(what + ": " + result);
    }
}
