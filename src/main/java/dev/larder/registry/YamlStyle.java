package dev.larder.registry;

import java.util.Collection;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** YAML as people write it: small things in one line, all else in blocks. */
final class YamlStyle extends Representer {
  private static final int SMALL = 3;

  private YamlStyle(DumperOptions options) {
    super(options);
  }

  static String dump(Map<String, Object> root) {
    DumperOptions options = new DumperOptions();
    options.setWidth(100);
    options.setIndent(4);
    options.setIndicatorIndent(2);
    return new Yaml(new YamlStyle(options), options).dump(root);
  }

  @Override
  protected Node representMapping(Tag tag, Map<?, ?> mapping, FlowStyle style) {
    boolean small = mapping.size() <= SMALL && isPlain(mapping.values());
    return super.representMapping(tag, mapping, small ? FlowStyle.FLOW : FlowStyle.BLOCK);
  }

  @Override
  protected Node representSequence(Tag tag, Iterable<?> sequence, FlowStyle style) {
    boolean small = sequence instanceof Collection<?> items && isPlain(items);
    return super.representSequence(tag, sequence, small ? FlowStyle.FLOW : FlowStyle.BLOCK);
  }

  private static boolean isPlain(Collection<?> values) {
    return values.stream().noneMatch(v -> v instanceof Map || v instanceof Collection);
  }
}
