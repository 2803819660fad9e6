package io.sshra.cdi;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;

/** Finds the session and the handle of the current user, where the calling thread is. */
@ApplicationScoped
class Scopes {

    @Inject
    private BeanManager beans;
    @Inject
    private CurrentUser user;
    @Inject
    private Factories factories;
    @Inject
    private HttpBoundSession httpSession;
    @Inject
    private RequestBoundSession requestSession;
    @Inject
    private RequestHandles handles;

    /** The key of the current user's handle. */
    public RequestHandles.Key key(Wanted wanted) throws SshException {
        return new RequestHandles.Key(wanted, owner(wanted.scope()));
    }

    private Owner owner(SshScope scope) throws SshException {
        try {
            // First, so that a timer is told this, and not that nobody has logged in.
            beans.getContext(scope == SshScope.REQUEST ? RequestScoped.class : SessionScoped.class);
            // Before the HTTP session is made: nobody needs one who may not use it.
            String name = user.name();
            return session(scope).owner(name);
        } catch (ContextNotActiveException | IllegalStateException e) {
            // The latter is a servlet container's: the HTTP session is invalid, or it is too late to make one.
            throw outside(scope, e);
        }
    }

    private BoundSession session(SshScope scope) {
        return scope == SshScope.REQUEST ? requestSession : httpSession;
    }

    private static SshInputException outside(SshScope scope, RuntimeException cause) {
        return new SshInputException(SshErrorCode.NOT_IN_REQUEST, scope == SshScope.REQUEST
                ? "an injected connection is used where there is no request" : "an injected connection is used where there is no HTTP session", cause);
    }

    /** The current request's handle; opens it if there is none. */
    public SshConnection handle(RequestHandles.Key key) throws SshException {
        try {
            return handles.get(key, () -> open(key.wanted(), key.owner()));
        } catch (ContextNotActiveException e) {
            throw outside(SshScope.REQUEST, e);
        }
    }

    private SshConnection open(Wanted wanted, Owner owner) throws SshException {
        SshConnectionFactory factory = factories.get(wanted.factory());
        return session(wanted.scope()).open(wanted.factory(), factory, owner, wanted.profile());
    }

    /** A handle that the caller closes. */
    public SshConnection open(Wanted wanted) throws SshException {
        return open(wanted, owner(wanted.scope()));
    }

    /** Closes a handle of the current request that can't be used any more. */
    public void drop(RequestHandles.Key key, SshConnection handle) {
        handles.drop(key, handle);
    }

    /** Closes the handle of the current request, if there is one. */
    public void close(Wanted wanted) {
        try {
            handles.drop(wanted);
        } catch (ContextNotActiveException e) {
            // There is no request, and so no handle.
            System.getLogger(Scopes.class.getName()).log(System.Logger.Level.DEBUG, "Nothing to close", e);
        }
    }

    /** Ends all connections of the HTTP session. */
    public int release() throws SshException {
        try {
            return httpSession.release();
        } catch (ContextNotActiveException e) {
            throw outside(SshScope.HTTP_SESSION, e);
        }
    }
}
