// What LeakSanitizer need not tell again: fontconfig and Pango keep what they know of the fonts until the
// end.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the sanitizer's name
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\nleak:libpango\nleak:libglib";
}
