package org.datanet.hook.web;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/**
 * Reads a whole body through small pieces into one array of its size. The servers' own readers double a buffer as they go, which for the
 * largest bodies takes three times their size in single arrays, more than a small heap can place even when it has the room.
 */
public final class BodyReader implements MessageBodyReader<byte[]> {
    /** For JAX-RS. */
    public BodyReader() {}

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == byte[].class;
    }

    @Override
    public byte[] readFrom(
            Class<byte[]> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        return body.readAllBytes();
    }
}
