// Texts are shown as they are, letter by letter: never as a page with pictures and links.
#pragma once

class QApplication;

namespace chexgen::widgets {

// Qt takes a text in which it sees tags for a page, and reads the files that the page names. A question, a
// report, the name of a study or an error may be a stranger's. From now on every label, also those of message
// boxes and tool tips, shows plain text before it is first laid out, unless it asked for Qt::RichText: that
// is done in a few places, which escape what they show (tests/rules/plain_texts.py names them). Once for a
// program.
void keepTextsPlain(QApplication& application);

}  // namespace chexgen::widgets
