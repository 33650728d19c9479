// What LeakSanitizer need not tell again: the NIfTI library of ITK forgets the names of its files.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the sanitizer's name
extern "C" const char* __lsan_default_suppressions() { return "leak:libITKniftiio"; }
