// How long the Studio takes to start, for whoever finds it slow.
#pragma once

class QWidget;

namespace chexgen::studio {

// Once `window` is on the screen and the program waits for a person: prints the milliseconds since the
// process was started
// ("ready after 412 ms") to standard output and ends the application.
void reportStartAndQuit(QWidget& window);

}  // namespace chexgen::studio
