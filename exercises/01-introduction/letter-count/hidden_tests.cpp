// More tests of letter-count, compiled together with tests.cpp, whose helpers they use.

TEST(LetterCountHidden, EverySplit) {
  // Every byte of the text differs from its neighbours: one that is lost or counted twice at a cut shows.
  static constexpr std::string_view source = "AbCdEfGhIjKlMnOpQrStUvWxYz";
  for (std::size_t length = 0; length <= 13; ++length) {
    for (unsigned threads = 1; threads <= 6; ++threads) {
      const std::array<std::string_view, 3> texts = {source.substr(0, length / 3),
                                                     source.substr(length / 3, length / 2),
                                                     source.substr(length / 3 + length / 2, length % 5)};
      ASSERT_EQ(letter_count(texts, threads), expected_counts(texts))
          << "texts of " << texts[0].size() << ", " << texts[1].size() << " and " << texts[2].size() << " bytes, "
          << threads << " threads";
    }
  }
}

TEST(LetterCountHidden, EveryByteLongText) {
  // Long enough that even a solution with a shortest share cuts it, and never divisible by all the thread counts.
  auto rng = parcours::rng();
  for (const std::size_t extra : {1U, 2U, 3U, 5U}) {
    const std::string text = random_text(rng, 60'060 + extra);
    const std::string_view view = text;
    for (const unsigned threads : {2U, 4U, 5U, 6U}) {
      ASSERT_EQ(count_one(view, threads), expected_counts(std::span(&view, 1)))
          << text.size() << " bytes, " << threads << " threads";
    }
  }
}

TEST(LetterCountHidden, HugeTextAmongTinyOnes) {
  auto rng = parcours::rng();
  std::vector<std::string> texts = random_texts(rng, 3000, 12);
  texts[rng() % texts.size()] = random_text(rng, 200'003);
  texts.emplace_back();
  texts.push_back(random_text(rng, 70'001));
  const std::vector<std::string_view> all = views(texts);
  const Counts expected = expected_counts(all);
  for (const unsigned threads : {2U, 4U, 8U}) EXPECT_EQ(letter_count(all, threads), expected) << threads << " threads";
}

TEST(LetterCountHidden, EveryByteValue) {
  auto rng = parcours::rng();
  std::string text(100'000, ' ');
  for (char& c : text) c = static_cast<char>(rng() & 0xFF);
  for (unsigned value = 0; value < 256; ++value) text.push_back(static_cast<char>(value));
  const std::string_view view = text;
  const Counts expected = expected_counts(std::span(&view, 1));
  for (const unsigned threads : {1U, 2U, 4U}) EXPECT_EQ(count_one(view, threads), expected) << threads << " threads";
}

TEST(LetterCountHidden, CountsPast16Bits) {
  const std::string text(300'000, 'e');
  for (const unsigned threads : {1U, 2U, 4U}) EXPECT_EQ(count_one(text, threads), only('e', 300'000));
}

TEST(LetterCountHidden, CalledBySeveralThreads) {
  constexpr unsigned callers = 4;
  auto rng = parcours::rng();
  std::vector<std::vector<std::string>> texts(callers);
  std::vector<std::vector<std::string_view>> inputs(callers);
  std::vector<Counts> expected(callers);
  for (unsigned i = 0; i < callers; ++i) {
    texts[i] = random_texts(rng, 200, 40);
    texts[i].push_back(random_text(rng, 40'000));
    inputs[i] = views(texts[i]);
    expected[i] = expected_counts(inputs[i]);
  }
  constexpr unsigned rounds = 4;
  std::vector<std::array<Counts, rounds>> found(callers);
  parcours::run_together(callers, [&](unsigned caller) {
    for (Counts& counts : found[caller]) counts = letter_count(inputs[caller], 2);
  });
  for (unsigned i = 0; i < callers; ++i) {
    for (const Counts& counts : found[i]) EXPECT_EQ(counts, expected[i]) << "caller " << i;
  }
}
