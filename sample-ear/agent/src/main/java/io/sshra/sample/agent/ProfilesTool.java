package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code ssh_profiles}: which machines there are. */
final class ProfilesTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_profiles", "List machines", Effect.READS,
                "Lists the machines that you can use, by the names of their profiles, and whether you are connected. Does not connect.",
                Schema.arguments(), Schema.content().objects("profiles", "In the order of the configuration", Schema.content()
                        .text("profile", "The name for the other tools").flag("connected", "Whether you have an open connection")));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws SshException {
        Set<String> connected = conversation.session().connections().stream().filter(SshConnectionInfo::alive)
                .map(SshConnectionInfo::profile).collect(Collectors.toSet());
        Answer answer = new Answer();
        List<Map<String, Object>> profiles = new ArrayList<>();
        for (String profile : conversation.session().profiles()) {
            boolean open = connected.contains(profile);
            answer.say(profile + (open ? ", connected" : ""));
            profiles.add(Fields.of("profile", profile, "connected", open));
        }
        return (profiles.isEmpty() ? answer.say("There are no profiles") : answer).with("profiles", profiles);
    }
}
