package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import io.sshra.SshTarget;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;

/** Profiles: list, connect, add, trust a host key, close. */
@Path("profiles")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ProfileResource {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visit visit;

    @Inject
    private ProfileCards cards;

    /** The profile and, for {@link #trust}, the key. */
    public static class Choice {
        public String profile;
        public String fingerprint;
    }

    /** A new profile for this visit. */
    public static class NewProfile {
        public String profile;
        public String host;
        public int port;
        public String username;
        public String password;
        public String privateKey;
        public String passphrase;
    }

    /** The result of a connect test. */
    public static class Connected {
        public long millis;
        public List<ProfileCards.Card> cards;
    }

    @GET
    public List<ProfileCards.Card> all() throws SshException {
        return cards.of(visit);
    }

    /** Gets a connection and closes the handle. The connection stays open for later use. */
    @POST
    @Path("test")
    public Connected test(Choice choice) throws SshException {
        long start = System.nanoTime();
        Connected connected = new Connected();
        SshConnection connection = visit.connect(ssh, BadRequests.profile(BadRequests.required(choice).profile));
        connection.close();
        connected.millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        connected.cards = all();
        return connected;
    }

    /** Also takes the credential of a profile that is incomplete. */
    @POST
    public List<ProfileCards.Card> add(NewProfile added) throws SshException {
        String name = BadRequests.profile(BadRequests.required(added).profile);
        SshTarget target = target(added);
        boolean taken = all().stream().anyMatch(card -> card.profile.equals(name) && card.incomplete == null);
        if (taken || !visit.ownProfiles().add(name, target)) {
            throw BadRequests.because("There is a profile with this name already", "Choose another name");
        }
        return all();
    }

    private static SshTarget target(NewProfile added) {
        try {
            SshTarget.Builder target = SshTarget.builder().host(added.host).port(added.port).username(added.username);
            if (isGiven(added.password)) {
                target.password(added.password.toCharArray());
            }
            if (isGiven(added.privateKey)) {
                target.privateKey(added.privateKey, isGiven(added.passphrase) ? added.passphrase.toCharArray() : null);
            }
            return target.build();
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("A part of the profile is invalid", e.getMessage());
        }
    }

    private static boolean isGiven(String text) {
        return text != null && !text.isEmpty();
    }

    /** Trusts the fingerprint that the user has confirmed. Only for the user's own profiles; others use known_hosts. */
    @POST
    @Path("trust")
    public List<ProfileCards.Card> trust(Choice choice) throws SshException {
        try {
            if (!visit.ownProfiles().trust(BadRequests.required(choice).profile, BadRequests.required(choice.fingerprint))) {
                throw BadRequests.because("You have no profile with this name", "Add it");
            }
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("The fingerprint is invalid", e.getMessage());
        }
        return all();
    }

    @POST
    @Path("release")
    public List<ProfileCards.Card> release(Choice choice) throws SshException {
        ssh.sessions().release(visit.user(), visit.session(), BadRequests.profile(BadRequests.required(choice).profile));
        return all();
    }

    /** Removes one of the user's own profiles with its credential, and closes its connection. */
    @POST
    @Path("remove")
    public List<ProfileCards.Card> remove(Choice choice) throws SshException {
        if (visit.ownProfiles().remove(BadRequests.required(choice).profile)) {
            ssh.sessions().release(visit.user(), visit.session(), choice.profile);
        }
        return all();
    }
}
