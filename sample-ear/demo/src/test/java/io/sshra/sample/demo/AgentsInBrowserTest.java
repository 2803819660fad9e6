package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.sshra.testing.Patience;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** An operator who watches an agent, approves what it wants, and stops it. */
class AgentsInBrowserTest extends BrowserTest {

    private static AgentClient gardener() {
        return new AgentClient(console, AgentClient.bearer(console, console.alice(), "gardener"));
    }

    private static Map<String, Object> run(String profile, String command) {
        return Map.of("profile", profile, "command", command, "wait", 300);
    }

    @Test
    void anOperatorApprovesWatchesAndStopsAnAgent() throws Exception {
        try (AgentClient agent = gardener()) {
            Map<String, Object> wanted = run("guarded", "echo 'the lawn' is mown");
            CallToolResult asked = agent.call("ssh_run", wanted);
            Map<?, ?> pending = (Map<?, ?>) asked.structuredContent();
            browser.driver().get((String) pending.get("decide_at"));
            browser.fillLogin(console.carol().name(), console.carol().password());
            assertThat(browser.text(".request.named pre")).isEqualTo("echo 'the lawn' is mown");
            assertThat(browser.text(".request.named")).contains("alice/gardener");
            browser.picture("agent-approval");
            browser.type(".request.named input", "in spring");
            browser.click(".request.named [data-action=approve]");
            browser.until("the request is gone", page -> browser.driver().findElements(By.cssSelector(".request.named")).isEmpty());
            assertThat(agent.ask("ssh_run", wanted).get("stdout")).isEqualTo("the lawn is mown\n");
            assertThat(agent.call("ssh_run", wanted).isError()).as("the approval is used").isTrue();

            browser.click("nav a[href='#agents']");
            browser.awaitText(".conversation", "gardener, for alice");
            browser.click("[data-state=waits] [data-action=transcript]");
            browser.awaitText("[data-call='1'] .asked", "echo 'the lawn' is mown");
            browser.awaitText("[data-call='2'] .decision", "Approved by carol: in spring");
            browser.awaitText("[data-call='2'] .state", "exit code 0");
            browser.awaitText("[data-call='2'] .output", "the lawn is mown");
            browser.awaitText("[data-call='3'] .state", "waits for an approval");
            agent.ask("ssh_shell", run("web-1", "printf '\\033[31mred\\n'; ls no-such; cd /tmp"));
            browser.awaitText("[data-call='4'] .output", "\\u001b[31mred");

            CompletableFuture<CallToolResult> underWay = CompletableFuture.supplyAsync(() -> agent.call("ssh_run", run("web-1", "echo begun; sleep 1000")));
            browser.awaitText("[data-call='5'] .output", "begun");
            browser.picture("agents");
            browser.click(".conversation.open [data-action=stop]");
            browser.click("#stop-yes");
            CallToolResult stopped = underWay.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(AgentClient.text(stopped)).contains("carol has stopped this agent");
            assertThatThrownBy(() -> agent.call("ssh_profiles", Map.of())).isInstanceOf(McpError.class).hasMessageContaining("carol has stopped this agent");
            assertThatThrownBy(AgentsInBrowserTest::gardener).as("a new conversation").rootCause().hasMessageContaining("carol has stopped this agent");
            browser.until("the conversation has ended", page -> page.findElements(By.cssSelector("#conversations .open")).isEmpty());
            browser.awaitText("[data-stop='alice/gardener']", "was stopped by you");
            browser.awaitText("[data-call='5'] .state", "was ended");
            browser.picture("agent-stopped");
            browser.click("[data-stop='alice/gardener'] [data-action=go-on]");
            browser.until("it is no longer refused", page -> browser.driver().findElements(By.cssSelector("[data-stop]")).isEmpty());
        }
        gardener().close();
        // What the shell did can be replayed, with the recordings of terminals.
        browser.click("nav a[href='#terminal']");
        browser.click("#recordings summary");
        browser.awaitText("#recording-list", "web-1, shell of alice/gardener");
        browser.until("it is played", page -> {
            page.findElements(By.cssSelector("#recording-list li")).stream().filter(row -> row.getText().contains("web-1, shell of alice/gardener")).findFirst()
                    .orElseThrow().findElement(By.cssSelector("button")).click();
            return true;
        });
        browser.awaitTerminal("No such file");
    }
}
