package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.datanet.hook.HookSettings;
import org.datanet.rest.Receipts;
import org.datanet.rest.RewardEvents;

/**
 * Refuses bodies that are too large: by their declared length, and otherwise while they are read; and any body while those under way
 * hold as much memory as they may together.
 */
@HookPart
public class BodyLimit implements ContainerRequestFilter, ContainerResponseFilter {
    /** What is neither a document nor an event has at most so many bytes. */
    static final int PLAIN_BYTES = 1 << 20;

    private static final String BODY = BodyLimit.class.getName();
    private static final Pattern DOCUMENTS = Pattern.compile(Pattern.quote(Receipts.PATH)
            + "/.*|v1/datanets/[^/]*/((reward|quality)-reports|contributions/reveals)(/.*)?");

    @Inject
    private HookSettings settings;

    @Inject
    private BodyBudget budget;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public BodyLimit() {}

    @Override
    public void filter(ContainerRequestContext request) {
        long limit = limit(request.getUriInfo().getPath().replaceFirst("^/", ""));
        String declared = request.getHeaderString("Content-Length");
        if (declared != null
                && declared.matches("[0-9]+")
                && (declared.length() > 18 || Long.parseLong(declared) > limit)) {
            throw ProblemException.tooLarge(limit);
        }
        if (request.hasEntity()) {
            Bounded body = new Bounded(request.getEntityStream(), limit, budget);
            request.setProperty(BODY, body);
            request.setEntityStream(body);
        }
    }

    private long limit(String path) {
        return path.equals(RewardEvents.PATH)
                ? RewardEvents.MAX_BYTES
                : DOCUMENTS.matcher(path).matches()
                        ? settings.limits().documentBytes()
                        : Math.min(PLAIN_BYTES, settings.limits().documentBytes());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(BODY) instanceof Bounded body) {
            body.giveBack();
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final long limit;
        private final BodyBudget budget;
        private long read;

        Bounded(InputStream in, long limit, BodyBudget budget) {
            super(in);
            this.limit = limit;
            this.budget = budget;
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

        private void count(long bytes) {
            if (read + bytes > limit) {
                throw ProblemException.tooLarge(limit);
            }
            if (!budget.take(bytes)) {
                throw ProblemException.busy();
            }
            read += bytes;
        }

        void giveBack() {
            budget.give(read);
            read = 0;
        }
    }
}
