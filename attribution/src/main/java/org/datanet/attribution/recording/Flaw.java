package org.datanet.attribution.recording;

/** The ways in which a recording can fail to be whole. Each is one line of a receipt's notes, whatever the number of cases. */
enum Flaw {
    UNKNOWN_SAMPLE("samples that the Datanet does not have were used"),
    ROW_OUT_OF_RANGE("rows outside the Datanet were used"),
    BAD_COUNT("exposures that are no positive count were dropped"),
    COUNT_OVERFLOW("exposures beyond 63 bits were cut"),
    BAD_SLICE("slices outside their array of rows were dropped"),
    BAD_GAIN("gains that are not finite or beyond 4096 units of loss were dropped"),
    GAIN_WITHOUT_EXPOSURE("rows have a gain and were never trained on"),
    UNNAMED_METHOD("gains were measured by a method that was never named"),
    BAD_RESIDUAL("a residual that is not finite was dropped"),
    BAD_TEXT("notes or names that are no text were dropped"),
    TOO_MANY_NOTES("notes beyond the first 100 were dropped"),
    NO_FINGERPRINT("the model's fingerprint could not be taken"),
    CLOCK_WENT_BACK("the clock went back during the run"),
    NOT_SIGNED("the receipt could not be signed");

    private final String text;

    Flaw(String text) {
        this.text = text;
    }

    /** The note: what happened, how often, and the first case. */
    String note(long times, String first) {
        return "%s (%d, first: %s)".formatted(text, times, first);
    }
}
