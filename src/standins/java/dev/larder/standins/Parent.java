package dev.larder.standins;

/** The process that started this one. */
final class Parent {
  private Parent() {}

  /** Waits for its end, however that comes: a test that is killed must leave nothing behind. */
  static void awaitExit() {
    ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
  }
}
