package io.sshra.adapter.handle;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;

/** What TomEE gives an application instead of a handle: a subclass in its package, whose methods call the handle, and whose inherited fields are null. */
public final class SubclassedHandle extends SshConnectionHandle {

    private final SshConnectionHandle handle;

    public SubclassedHandle(SshConnection handle) {
        super(null, null);
        this.handle = (SshConnectionHandle) handle;
    }

    @Override
    public SshCommandResult exec(SshCommand command) throws SshException {
        return handle.exec(command);
    }

    @Override
    public SshConnectionInfo info() throws SshException {
        return handle.info();
    }

    @Override
    public void close() {
        handle.close();
    }

    @Override
    public String toString() {
        return handle.toString();
    }
}
