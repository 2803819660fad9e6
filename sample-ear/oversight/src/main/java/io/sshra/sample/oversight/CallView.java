package io.sshra.sample.oversight;

import java.util.List;

/**
 * A call of an agent, as it is at a moment. For JSON.
 *
 * @param profile    the machines that it names, separated by commas; empty if it names none
 * @param asked      what exactly was asked for
 * @param exitCode   null if there is none
 * @param level      null if the profile has no level, or it is not known yet
 * @param rule       the rule that decided; null if there is none, or it is not known
 * @param decidedBy  who has approved or denied it; null if nobody has
 * @param approval   pending, approved, denied or used; null if it needs no approval
 * @param approvalId the request for an approval; null if it needs none
 * @param reason     of the person who decided; null for none
 */
public record CallView(int number, String at, String tool, String profile, String asked, String state, Integer exitCode, List<String> said,
        List<Output> outputs, String level, String rule, String decidedBy, String approval, String approvalId, String reason) {

    /** What a machine has written. */
    public record Output(String name, String text) {
    }
}
