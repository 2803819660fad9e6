package io.sshra.sample.agent;

import io.sshra.SshConnection;
import io.sshra.SshException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Work on the files of a machine, which may take longer than a call. It runs, and then has an answer for ever. */
final class FileJob extends Handle {

    /** The work. It is done on a thread of its own; closing the connection ends it. */
    interface Work {
        Answer on(SshConnection connection) throws IOException, SshException;
    }

    private final AgentSession session;
    /** Null while it runs. Guarded, like the next fields, by this object's monitor. */
    private Answer answer;
    private SshConnection connection;
    private boolean endWanted;

    FileJob(String id, String profile, AgentSession session) {
        super(id, profile);
        this.session = session;
    }

    /** Does work and waits for it, as the arguments say. If nobody waits any more, it is ended. */
    static Answer done(Conversation conversation, Call call, Arguments arguments, String profile, Work work) throws InterruptedException {
        AgentSession session = conversation.session();
        FileJob job = session.handles().add(id -> new FileJob(id, profile, session));
        session.run(() -> job.live(work));
        call.await(job, arguments.waiting(), () -> !job.isRunning());
        if (call.isAbandoned()) {
            job.end();
        }
        return job.answer(arguments.budget());
    }

    /** The work may have a whole file, so nothing has it for longer than it takes: a handle is kept. */
    private void live(Work work) {
        Answer result = Answer.refused("It ended unexpectedly. The server's log says why");
        try (SshConnection own = session.connect(profile())) {
            begin(own);
            result = work.on(own);
        } catch (SshException e) {
            result = Answer.failed(e);
        } catch (Refusal | IllegalArgumentException e) {
            result = Answer.refused(ShownText.of(String.valueOf(e.getMessage())));
        } catch (DirectoryIteratorException e) {
            result = Answer.refused(words(e.getCause()));
        } catch (IOException e) {
            result = Answer.refused(words(e));
        } finally {
            finish(result);
        }
    }

    private void begin(SshConnection own) {
        boolean unwanted;
        synchronized (this) {
            connection = own;
            unwanted = endWanted;
        }
        if (unwanted) {
            own.close();
        }
    }

    private synchronized void finish(Answer result) {
        answer = endWanted && result.isError() ? Answer.refused("It was ended from here") : result;
        notifyAll();
    }

    /** What has happened to which file, in words. */
    static String words(IOException e) {
        String file = e instanceof FileSystemException named ? ShownText.of(String.valueOf(named.getFile())) : "";
        if (e instanceof NoSuchFileException) {
            return "There is no file " + file;
        }
        if (e instanceof AccessDeniedException) {
            return "The account may not do this: " + file;
        }
        if (e instanceof FileAlreadyExistsException) {
            return "There is a file " + file + " already";
        }
        if (e instanceof NotDirectoryException) {
            return file + " is not a folder";
        }
        return "The files of the machine can't be used as asked for: " + ShownText.of(String.valueOf(e.getMessage()));
    }

    @Override
    synchronized boolean isRunning() {
        return answer == null;
    }

    @Override
    synchronized Answer answer(int budget) {
        return answer != null ? answer : new Answer().say(profile() + ", handle " + id() + ": still working, goes on. ssh_read has the result")
                .with("handle", id()).with("profile", profile()).with("state", "running");
    }

    @Override
    void end() {
        SshConnection used;
        synchronized (this) {
            endWanted = true;
            used = isRunning() ? connection : null;
        }
        if (used != null) {
            used.close();
        }
    }
}
