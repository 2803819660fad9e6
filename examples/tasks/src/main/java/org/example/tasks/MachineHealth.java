package org.example.tasks;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the machine that this application can't do without runs commands. Asked by {@code /health/ready}. */
@Readiness
@ApplicationScoped
public class MachineHealth implements HealthCheck {

    private static final SshCommand TRUE = SshCommand.of("true").withTimeout(Duration.ofSeconds(5));

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("ssh demo");
        try (SshConnection connection = ssh.getConnection(SshConnectionSpec.of("health-check", "health-check", "demo"))) {
            return answer.status(connection.exec(TRUE).succeeded()).build();
        } catch (SshException e) {
            // Everybody may read this: the code, and not the message, which names the machine.
            return answer.down().withData("code", e.code().code()).build();
        }
    }
}
