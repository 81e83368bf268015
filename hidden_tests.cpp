TEST(QueueHidden, Waits) {}
