package dev.larder.model;

/**
 * Something that spoke against an applicant.
 *
 * @param feature {@code view:feature}, or the request's field
 * @param text the words that the model has for it
 * @param contribution to the raw answer, as {@link Score#contributions}
 */
public record Reason(String feature, String text, double contribution) {}
