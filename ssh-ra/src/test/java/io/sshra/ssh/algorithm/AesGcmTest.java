package io.sshra.ssh.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.testing.AtOnce;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AesGcmTest {

    private static final int LENGTH_FIELD = Integer.BYTES;

    /** Both ends of one direction of a connection. */
    private static final class Direction {

        final Cipher sender;
        final Cipher receiver;
        final int tag;

        Direction(NamedFactory<Cipher> sending, NamedFactory<Cipher> receiving, Random random) throws Exception {
            sender = sending.create();
            receiver = receiving.create();
            tag = sender.getAuthenticationTagSize();
            byte[] key = bytes(random, 64);
            byte[] iv = bytes(random, 16);
            sender.init(Cipher.Mode.Encrypt, key.clone(), iv.clone());
            receiver.init(Cipher.Mode.Decrypt, key.clone(), iv.clone());
        }

        byte[] sent(byte[] packet) throws Exception {
            byte[] bytes = Arrays.copyOf(packet, packet.length + tag);
            sender.updateWithAAD(bytes, 0, LENGTH_FIELD, packet.length - LENGTH_FIELD);
            return bytes;
        }

        void hasLength(byte[] sent) throws Exception {
            receiver.updateAAD(sent, 0, LENGTH_FIELD);
        }

        byte[] received(byte[] sent) throws Exception {
            hasLength(sent);
            return rest(sent);
        }

        byte[] rest(byte[] sent) throws Exception {
            byte[] bytes = sent.clone();
            receiver.update(bytes, LENGTH_FIELD, bytes.length - LENGTH_FIELD - tag);
            return Arrays.copyOf(bytes, bytes.length - tag);
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] packet(Random random) {
        return bytes(random, LENGTH_FIELD + 16 * (1 + random.nextInt(100)));
    }

    @ParameterizedTest
    @EnumSource(names = {"aes128gcm", "aes256gcm"})
    void itsPacketsAreThoseOfMina(BuiltinCiphers kind) throws Exception {
        Random random = new Random(1);
        Direction out = new Direction(AesGcm.factory(kind), kind, random);
        Direction in = new Direction(kind, AesGcm.factory(kind), random);

        for (int i = 0; i < 20; i++) {
            byte[] packet = packet(random);
            byte[] sent = out.sent(packet);
            assertThat(Arrays.copyOfRange(sent, LENGTH_FIELD, packet.length)).isNotEqualTo(Arrays.copyOfRange(packet, LENGTH_FIELD, packet.length));
            assertThat(out.received(sent)).isEqualTo(packet);
            assertThat(in.received(in.sent(packet))).isEqualTo(packet);
        }
        assertThat(AesGcm.factory(kind)).returns(kind.getName(), NamedFactory::getName);
    }

    @Test
    void theLengthOfAPacketMayComeLongBeforeTheRest() throws Exception {
        Random random = new Random(2);
        Direction slow = new Direction(BuiltinCiphers.aes128gcm, AesGcm.factory(BuiltinCiphers.aes128gcm), random);
        Direction other = new Direction(BuiltinCiphers.aes256gcm, AesGcm.factory(BuiltinCiphers.aes256gcm), random);
        byte[] packet = packet(random);
        byte[] sent = slow.sent(packet);

        slow.hasLength(sent);
        byte[] between = packet(random);
        assertThat(other.received(other.sent(between))).isEqualTo(between);

        assertThat(slow.rest(sent)).isEqualTo(packet);
    }

    @Test
    void aChangedPacketIsRefusedAndOtherConnectionsGoOn() throws Exception {
        Random random = new Random(3);
        NamedFactory<Cipher> factory = AesGcm.factory(BuiltinCiphers.aes128gcm);
        Direction other = new Direction(factory, factory, random);
        for (int i = 0; i < 20; i++) {
            Direction changed = new Direction(factory, factory, random);
            byte[] sent = changed.sent(packet(random));
            sent[random.nextInt(sent.length)] ^= 1;
            assertThatThrownBy(() -> changed.received(sent)).isInstanceOf(AEADBadTagException.class);

            byte[] packet = packet(random);
            assertThat(other.received(other.sent(packet))).isEqualTo(packet);
        }
    }

    /** More threads than there are ciphers to lend. */
    @Test
    void connectionsOfManyThreadsDoNotMixTheirKeys() throws Exception {
        NamedFactory<Cipher> factory = AesGcm.factory(BuiltinCiphers.aes128gcm);
        AtOnce threads = new AtOnce();
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            threads.run(() -> twoConnectionsTakeTurns(factory, random));
        }
        threads.await();
    }

    private static void twoConnectionsTakeTurns(NamedFactory<Cipher> factory, Random random) throws Exception {
        Direction one = new Direction(factory, factory, random);
        Direction two = new Direction(factory, factory, random);
        for (int i = 0; i < 200; i++) {
            byte[] first = packet(random);
            byte[] second = packet(random);
            byte[] sent = one.sent(first);
            assertThat(two.received(two.sent(second))).isEqualTo(second);
            assertThat(one.received(sent)).isEqualTo(first);
        }
    }

    @Test
    void aConnectionHasNoCipherOfThePlatformBetweenPackets() throws Exception {
        Random random = new Random(4);
        NamedFactory<Cipher> factory = AesGcm.factory(BuiltinCiphers.aes128gcm);
        AesGcm sender = (AesGcm) new Direction(factory, factory, random).sender;

        assertThat(sender.getCipherInstance()).isNull();
        sender.updateWithAAD(bytes(random, 100), 0, LENGTH_FIELD, 64);
        assertThat(sender.getCipherInstance()).isNull();
    }
}
