package org.datanet.hook.json;

/** Says what is wrong with a JSON text, and where. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1;

    private final String pointer;
    private final boolean syntax;

    MalformedJson(String pointer, boolean syntax, String message) {
        super(message);
        this.pointer = pointer;
        this.syntax = syntax;
    }

    /** JSON Pointer (RFC 6901) to the offending value; empty for the whole text. */
    public String pointer() {
        return pointer;
    }

    /** Whether the text is no JSON at all, rather than JSON that means nothing here. */
    public boolean isSyntax() {
        return syntax;
    }
}
