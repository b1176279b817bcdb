package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.datanet.hook.HookSettings;
import org.datanet.rest.RewardEvents;

/** Refuses bodies that are too large: by their declared length, and otherwise while they are read. */
@HookPart
public class BodyLimit implements ContainerRequestFilter {
    @Inject
    private HookSettings settings;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public BodyLimit() {}

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        boolean event = path.equals(RewardEvents.PATH) || path.equals("/" + RewardEvents.PATH);
        long limit = event ? RewardEvents.MAX_BYTES : settings.limits().documentBytes();
        String declared = request.getHeaderString("Content-Length");
        if (declared != null
                && declared.matches("[0-9]+")
                && (declared.length() > 18 || Long.parseLong(declared) > limit)) {
            throw ProblemException.tooLarge(limit);
        }
        if (request.hasEntity()) {
            request.setEntityStream(new Bounded(request.getEntityStream(), limit));
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final long limit;
        private long left;

        Bounded(InputStream in, long limit) {
            super(in);
            this.limit = limit;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            count(Math.max(0, count));
            return count;
        }

        @Override
        public long skip(long n) throws IOException {
            long count = super.skip(n);
            count(count);
            return count;
        }

        private void count(long read) {
            left -= read;
            if (left < 0) {
                throw ProblemException.tooLarge(limit);
            }
        }
    }
}
