package io.ftqueue.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Addresses as people write them on a command line. */
final class Endpoints {

    private Endpoints() {}

    /** {@code HOST:PORT}. */
    static final class EndpointConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            if (colon <= 0) {
                throw new TypeConversionException("'" + text + "' is not ADDRESS:PORT");
            }
            return new InetSocketAddress(address(text.substring(0, colon)), port(text.substring(colon + 1)));
        }
    }

    /** A host or IPv4 address. */
    static final class AddressConverter implements ITypeConverter<Inet4Address> {
        @Override
        public Inet4Address convert(String text) {
            return address(text);
        }
    }

    static Inet4Address address(String host) {
        try {
            return (Inet4Address) Arrays.stream(InetAddress.getAllByName(host))
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + host + "' has no IPv4 address"));
        } catch (UnknownHostException e) {
            throw new TypeConversionException("'" + host + "' is no address and no name of a host");
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no port");
        }
        throw new TypeConversionException("ports are 1 to 65535, not " + text);
    }
}
