package io.sshra.cdi;

import java.io.Serializable;

/** Whose connection it is: the names for the adapter. */
record Owner(String user, String session) implements Serializable {
}
