#include "util/base64.hpp"

#include <openssl/evp.h>

namespace parcours {

std::string base64(std::string_view bytes) {
  // Written straight into the string: four characters for every three bytes begun, and a zero after them.
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

}  // namespace parcours
