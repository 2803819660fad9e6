package io.sshra.profile;

import java.util.Locale;
import java.util.Set;

/** Keywords of OpenSSH 10, old ones that it still accepts, and those that distributions add. They are logged and ignored. */
final class IgnoredKeywords {

    private static final Set<String> NAMES = Set.of("""
            addkeystoagent afstokenpassing batchmode canonicaldomains canonicalizefallbacklocal canonicalizemaxdots
            canonicalizepermittedcnames channeltimeout checkhostip cipher clearallforwardings compressionlevel
            connectionattempts controlmaster controlpath controlpersist dynamicforward enableescapecommandline
            enablesshkeysign escapechar exitonforwardfailure fallbacktorsh fingerprinthash forkafterauthentication
            forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports globalknownhostsfile2
            gssapiauthentication gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange
            gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hashknownhosts hostbasedacceptedalgorithms
            hostbasedauthentication hostbasedkeytypes identityagent identityfile2 ipqos kbdinteractivedevices keepalive
            kerberosauthentication kerberostgtpassing localcommand localforward loglevel logverbose
            nohostauthenticationforlocalhost obscurekeystroketiming permitlocalcommand permitremoteopen pkcs11provider
            protocol proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes rekeylimit remotecommand remoteforward
            requesttty rhostsauthentication rhostsrsaauthentication rsaauthentication securitykeyprovider sessiontype
            smartcarddevice stdinnull streamlocalbindmask streamlocalbindunlink syslogfacility tag tcpkeepalive tunnel
            tunneldevice useprivilegedport userknownhostsfile2 useroaming usersh verifyhostkeydns versionaddendum
            visualhostkey warnweakcrypto xauthlocation""".split("\\s+"));

    private IgnoredKeywords() {
    }

    /** Whether OpenSSH knows the keyword but it has no effect here. */
    static boolean contains(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
