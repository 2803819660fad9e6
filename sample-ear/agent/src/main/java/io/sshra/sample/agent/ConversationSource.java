package io.sshra.sample.agent;

import io.sshra.SshApproval;
import io.sshra.SshConnectionInfo;
import io.sshra.sample.oversight.WatchedConversation;
import java.util.concurrent.ThreadFactory;

/** What people who watch learn of a conversation, and how they end it. */
final class ConversationSource implements WatchedConversation.Source {

    private final Conversation conversation;
    private final Conversations conversations;
    private final ThreadFactory threads;

    ConversationSource(Conversation conversation, Conversations conversations, ThreadFactory threads) {
        this.conversation = conversation;
        this.conversations = conversations;
        this.threads = threads;
    }

    @Override
    public String session() {
        return conversation.session().name();
    }

    @Override
    public int running() {
        return conversation.session().handles().running();
    }

    @Override
    public int connections() {
        return (int) conversation.session().connections().stream().filter(SshConnectionInfo::alive).count();
    }

    @Override
    public SshApproval approval(String id) {
        try {
            return conversation.session().approval(id);
        } catch (IllegalStateException adapterStopped) {
            return null;
        }
    }

    @Override
    public void stop(String why) {
        conversation.stop(why);
        // The end of a session waits for other nodes.
        threads.newThread(() -> conversations.end(conversation)).start();
    }
}
