package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import io.sshra.SshTarget;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** Profiles: list, connect, add, edit, trust a host key, close, choose favourites. */
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

    @Inject
    private ConfiguredProfiles configured;

    @Inject
    private Favourites favourites;

    @Inject
    private ConnectionEnds ends;

    /** The profile and, for {@link #trust}, the key, or, for {@link #favourite}, whether it is one. */
    public record Choice(String profile, String fingerprint, boolean favourite) {
    }

    /** The result of a connect test. */
    public record Connected(long millis, ProfileCards.Cards all) {
    }

    @GET
    public ProfileCards.Cards all() throws SshException {
        return cards.of(visit);
    }

    /** Gets a connection and closes the handle. The connection stays open for later use. */
    @POST
    @Path("test")
    public Connected test(Choice choice) throws SshException {
        long start = System.nanoTime();
        SshConnection connection = visit.connect(ssh, BadRequests.profile(BadRequests.required(choice).profile()));
        connection.close();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        return new Connected(millis, all());
    }

    /** Also takes the credential of a profile that is incomplete. */
    @POST
    public ProfileCards.Cards add(OwnProfileForm form) throws SshException {
        String name = BadRequests.profile(BadRequests.required(form).profile);
        if (configured.has(name) || !visit.ownProfiles().add(name, form.target(origin(form)))) {
            throw taken();
        }
        visit.ends().remove(name);
        return all();
    }

    /** Puts another profile in the place of an own one, and closes the connection of that. */
    @POST
    @Path("edit")
    public ProfileCards.Cards edit(OwnProfileForm form) throws SshException {
        String name = BadRequests.profile(BadRequests.required(form).profile);
        String before = BadRequests.required(form.from);
        if (!visit.ownProfiles().has(before)) {
            throw notOwn();
        }
        if (configured.has(name) || !visit.ownProfiles().replace(before, name, form.target(origin(form)))) {
            throw taken();
        }
        ends.release(visit, before);
        return all();
    }

    /** The target of the profile that it is made from; null if there is none, or its credential is not here. */
    private SshTarget origin(OwnProfileForm form) {
        return visit.ownProfiles().target(form.from);
    }

    private static BadRequestException taken() {
        return BadRequests.in("profile", "There is a profile with this name already", "Choose another name");
    }

    private static BadRequestException notOwn() {
        return BadRequests.because("You have no profile with this name", "Add it");
    }

    /** Trusts the fingerprint that the user has confirmed. Only for the user's own profiles; others use known_hosts. */
    @POST
    @Path("trust")
    public ProfileCards.Cards trust(Choice choice) throws SshException {
        try {
            if (!visit.ownProfiles().trust(BadRequests.required(choice).profile(), BadRequests.required(choice.fingerprint()))) {
                throw notOwn();
            }
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("The fingerprint is invalid", e.getMessage());
        }
        return all();
    }

    @POST
    @Path("release")
    public ProfileCards.Cards release(Choice choice) throws SshException {
        ends.release(visit, BadRequests.profile(BadRequests.required(choice).profile()));
        return all();
    }

    /** Removes one of the user's own profiles with its credential, and closes its connection. */
    @POST
    @Path("remove")
    public ProfileCards.Cards remove(Choice choice) throws SshException {
        if (visit.ownProfiles().remove(BadRequests.required(choice).profile())) {
            ends.release(visit, choice.profile());
        }
        return all();
    }

    /** Only for profiles of operators: those of the user's own are gone at the end of the visit. */
    @POST
    @Path("favourite")
    public ProfileCards.Cards favourite(Choice choice) throws SshException {
        String name = BadRequests.profile(BadRequests.required(choice).profile());
        if (!configured.has(name)) {
            throw BadRequests.because("No operator has configured a profile with this name", "Choose another one");
        }
        if (!favourites.setFavourite(visit.user(), name, choice.favourite())) {
            throw BadRequests.because("You have " + Favourites.MOST_FAVOURITES + " favourites", "Remove one first");
        }
        return all();
    }
}
