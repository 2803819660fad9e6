package io.sshra.sample.console;

import io.sshra.sample.oversight.AgentStop;
import io.sshra.sample.oversight.Agents;
import io.sshra.sample.oversight.ConversationView;
import io.sshra.sample.oversight.WatchedConversation.Recording;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** The agents that a visit may see, with what they do: a user sees those that act for this user, an administrator sees all. */
@ApplicationScoped
public class VisibleAgents {

    @Inject
    private Agents agents;

    /**
     * The whole page, without the transcripts.
     *
     * @param conversations of all nodes, the latest last
     */
    public record Page(List<ConversationView> conversations, List<AgentStop.View> stops) {
    }

    Page of(Visit visit) {
        return new Page(agents.conversations().stream().filter(each -> isVisible(visit, each.user())).toList(),
                agents.stops().stream().filter(each -> isVisible(visit, each.user())).toList());
    }

    static boolean isVisible(Visit visit, String user) {
        return visit.isAdministrator() || user.equals(visit.user());
    }

    /** The transcript as JSON, from this revision on; null if there is no such conversation, also if it is another user's. */
    String transcript(Visit visit, String id, long after) {
        return of(visit).conversations().stream().anyMatch(each -> each.id().equals(id)) ? agents.transcript(id, after) : null;
    }

    /** A recorded shell of an agent, and whose it is. */
    record Shell(Recording recording, String caller) {
    }

    /** The recordings of this node. */
    List<Shell> shells(Visit visit) {
        return of(visit).conversations().stream().flatMap(each -> agents.recordings(each.id()).stream().map(one -> new Shell(one, each.caller()))).toList();
    }
}
