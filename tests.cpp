TEST(Queue, Pops) {}
