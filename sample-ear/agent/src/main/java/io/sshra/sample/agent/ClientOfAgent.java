package io.sshra.sample.agent;

import java.util.Map;

/**
 * What a client says of itself when it initializes a conversation. Nobody has checked it.
 *
 * @param name       its name and version
 * @param opensPages whether it opens pages for its user, the capability {@code elicitation.url}
 */
record ClientOfAgent(String name, boolean opensPages) {

    private static final int LONGEST = 100;

    /** @param parameters of the request {@code initialize} */
    static ClientOfAgent of(Object parameters) {
        Map<?, ?> info = map(parameters, "clientInfo");
        String name = ShownText.of(text(info, "name") + " " + text(info, "version")).strip();
        return new ClientOfAgent(name.substring(0, Math.min(LONGEST, name.length())), map(map(parameters, "capabilities"), "elicitation").containsKey("url"));
    }

    private static Map<?, ?> map(Object object, String name) {
        return object instanceof Map<?, ?> fields && fields.get(name) instanceof Map<?, ?> inner ? inner : Map.of();
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
