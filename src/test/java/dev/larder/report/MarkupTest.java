package dev.larder.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void whatMeansSomethingInMarkupIsEscaped() {
    assertThat(html(Markup.element("b", "<i> & \"x\"").with("title", "\"<&>'")))
        .isEqualTo("<b title=\"&quot;&lt;&amp;&gt;'\">&lt;i&gt; &amp; \"x\"</b>");
  }

  @Test
  void charactersThatXmlDoesNotTakeAreReplaced() {
    assertThat(html(Markup.text("a\u0000b\u001bc\uD800d\uFFFFe\tf😀")))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\tf😀");
  }

  @Test
  void elementsEndAsHtmlWantsThemTo() {
    assertThat(html(Markup.element("td"))).isEqualTo("<td></td>");
    assertThat(html(Markup.element("meta").with("charset", "utf-8")))
        .isEqualTo("\n<meta charset=\"utf-8\"/>");
  }

  private static String html(Markup markup) {
    StringBuilder out = new StringBuilder();
    markup.appendTo(out);
    return out.toString();
  }
}
