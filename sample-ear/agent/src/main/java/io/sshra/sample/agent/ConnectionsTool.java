package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshConnectionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ssh_connections}: what is open. */
final class ConnectionsTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_connections", "List connections", Effect.READS, "Lists the connections of this conversation, and what they have done.",
                Schema.arguments(), Schema.content().objects("connections", "One for each machine", Schema.content().text("profile", "The machine")
                        .text("target", "User, host and port").flag("alive", "Whether it is open; if not, the next call connects again")
                        .number("commands", "How many were run on it").number("idle_seconds", "Since it was used last")
                        .text("privilege_level", "Of the profile, if it has one")));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) {
        Answer answer = new Answer();
        List<Map<String, Object>> all = new ArrayList<>();
        for (SshConnectionInfo info : conversation.session().connections()) {
            String target = info.username() + "@" + info.host() + ":" + info.port();
            Map<String, Object> one = Fields.of("profile", info.profile(), "target", target, "alive", info.alive(),
                    "commands", info.commandCount(), "idle_seconds", info.idleSeconds());
            if (info.privilegeLevel() != null) {
                one.put("privilege_level", info.privilegeLevel());
            }
            all.add(one);
            answer.say(info.profile() + ": " + target + ", " + (info.alive() ? "open" : "closed") + ", commands: " + info.commandCount());
        }
        return (all.isEmpty() ? answer.say("There are none") : answer).with("connections", all);
    }
}
