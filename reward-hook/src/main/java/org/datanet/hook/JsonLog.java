package org.datanet.hook;

import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.datanet.hook.json.RecordJson;

/**
 * A line of JSON for each record of the log: {@code time}, {@code level}, {@code logger}, {@code message}, the fields that a record
 * carries, and {@code error} with the trace. What looks like a token, a secret or a password is taken out, whoever wrote it.
 * Thread-safe.
 */
public final class JsonLog extends Formatter {
    /** Name of the logger that gets a record for every request, at level {@code DEBUG}. */
    public static final String REQUESTS = "org.datanet.hook.requests";

    private static final Pattern SECRETS = Pattern.compile("dnt_[A-Za-z0-9_-]*"
            + "|whsec_[A-Za-z0-9+/=]*"
            + "|v1,[A-Za-z0-9+/=]{20,}"
            + "|(?i)(?<=bearer\\s)\\S+"
            + "|(?i)(?<=(?:password|passwd|secret|token)\\s?[=:]\\s?)[^\\s;&,\"]+"
            + "|(?<=//)[^/@\\s]*:[^/@\\s]*(?=@)");

    /** Held, or it would be forgotten with its level. */
    private static final Logger REQUEST_LOGGER = Logger.getLogger(REQUESTS);

    /** A formatter. */
    public JsonLog() {}

    /** Makes every handler of this process's log write lines of JSON, and the requests be logged. */
    public static void install() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(new JsonLog());
            if (handler.getLevel().intValue() > Level.FINE.intValue()) {
                handler.setLevel(Level.FINE);
            }
        }
        REQUEST_LOGGER.setLevel(Level.FINE);
    }

    /** A text without what must not be in a log. */
    static String withoutSecrets(String text) {
        return SECRETS.matcher(text).replaceAll("***");
    }

    @Override
    public String format(LogRecord entry) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = RecordJson.JSON.createGenerator(out)) {
            json.writeStartObject()
                    .write("time", entry.getInstant().toString())
                    .write("level", entry.getLevel().getName())
                    .write("logger", String.valueOf(entry.getLoggerName()));
            Object[] parameters = entry.getParameters();
            if (parameters != null && parameters.length == 1 && parameters[0] instanceof Map<?, ?> fields) {
                json.write(
                        "message",
                        withoutSecrets(entry.getMessage().replace("{0}", "").strip()));
                fields.forEach((name, value) -> field(json, String.valueOf(name), value));
            } else {
                json.write("message", withoutSecrets(formatMessage(entry)));
            }
            Throwable thrown = entry.getThrown();
            if (thrown != null) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new java.io.PrintWriter(trace, true));
                json.write("error", withoutSecrets(trace.toString()));
            }
            json.writeEnd();
        }
        return out + "\n";
    }

    private static void field(JsonGenerator json, String name, Object value) {
        if (value instanceof Integer || value instanceof Long) {
            json.write(name, ((Number) value).longValue());
        } else {
            json.write(name, withoutSecrets(String.valueOf(value)));
        }
    }
}
