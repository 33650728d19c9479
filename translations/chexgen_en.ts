<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>chexgen::studio::BackgroundBar</name>
    <message numerus="yes">
        <source>%n box(es) imported</source>
        <translation>
            <numerusform>%n box imported</numerusform>
            <numerusform>%n boxes imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n cut at the edge of the centre square</source>
        <translation>
            <numerusform> · %n cut at the edge of the centre square</numerusform>
            <numerusform> · %n cut at the edge of the centre square</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n beside it left out</source>
        <translation>
            <numerusform> · %n beside it left out</numerusform>
            <numerusform> · %n beside it left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first of %n radiograph(s) is shown; the Gallery imports all</source>
        <translation>
            <numerusform>The only radiograph is shown</numerusform>
            <numerusform>The first of %n radiographs is shown; the Gallery imports all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::BatchForm</name>
    <message numerus="yes">
        <source>%n image(s) will be made.</source>
        <translation>
            <numerusform>%n image will be made.</numerusform>
            <numerusform>%n images will be made.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are left out; see below.</source>
        <translation>
            <numerusform>%n row is left out; see below.</numerusform>
            <numerusform>%n rows are left out; see below.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::BlindingPanel</name>
    <message numerus="yes">
        <source>and %n further feature(s), which the report names</source>
        <translation>
            <numerusform>and %n further feature, which the report names</numerusform>
            <numerusform>and %n further features, which the report names</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortExportPanel</name>
    <message numerus="yes">
        <source>%n radiograph(s) exported to %1</source>
        <translation>
            <numerusform>%n radiograph exported to %1</numerusform>
            <numerusform>%n radiographs exported to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) without an accepted one</source>
        <translation>
            <numerusform>%n case without an accepted one</numerusform>
            <numerusform>%n cases without an accepted one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortForm</name>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stratum(s)</source>
        <translation>
            <numerusform>%n stratum</numerusform>
            <numerusform>%n strata</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortPage</name>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n case(s))</source>
        <translation>
            <numerusform>%1 (%n case)</numerusform>
            <numerusform>%1 (%n cases)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ColumnPickers</name>
    <message numerus="yes">
        <source>%n column(s) of 1 and 0</source>
        <translation>
            <numerusform>%n column of 1 and 0</numerusform>
            <numerusform>%n columns of 1 and 0</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::FineTuneForm</name>
    <message numerus="yes">
        <source>%n row(s) to learn from</source>
        <translation>
            <numerusform>%n row to learn from</numerusform>
            <numerusform>%n rows to learn from</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n held out.</source>
        <translation>
            <numerusform>%n held out.</numerusform>
            <numerusform>%n held out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are left out; see below.</source>
        <translation>
            <numerusform>%n row is left out; see below.</numerusform>
            <numerusform>%n rows are left out; see below.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) have labels and no report; reports can be written from the labels.</source>
        <translation>
            <numerusform>%n row has labels and no report; reports can be written from the labels.</numerusform>
            <numerusform>%n rows have labels and no report; reports can be written from the labels.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::GalleryDetails</name>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n images</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::GalleryFilters</name>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::GalleryRoom</name>
    <message numerus="yes">
        <source>%n image(s) will be removed for good.</source>
        <translation>
            <numerusform>%n image will be removed for good.</numerusform>
            <numerusform>%n images will be removed for good.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) brought back</source>
        <translation>
            <numerusform>%n image brought back</numerusform>
            <numerusform>%n images brought back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) moved to the bin</source>
        <translation>
            <numerusform>%n image moved to the bin</numerusform>
            <numerusform>%n images moved to the bin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import cancelled, %n image(s) taken</source>
        <translation>
            <numerusform>Import cancelled, %n image taken</numerusform>
            <numerusform>Import cancelled, %n images taken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) imported</source>
        <translation>
            <numerusform>%n image imported</numerusform>
            <numerusform>%n images imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) were taken into the project.</source>
        <translation>
            <numerusform>%n image was taken into the project.</numerusform>
            <numerusform>%n images were taken into the project.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) exported to %1</source>
        <translation>
            <numerusform>%n image exported to %1</numerusform>
            <numerusform>%n images exported to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n image(s))</source>
        <translation>
            <numerusform>%1 (%n image)</numerusform>
            <numerusform>%1 (%n images)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::HomeRoom</name>
    <message numerus="yes">
        <source>The database and all %n file(s) are whole.</source>
        <translation>
            <numerusform>The database and its file are whole.</numerusform>
            <numerusform>The database and all %n files are whole.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) found:</source>
        <translation>
            <numerusform>%n problem found:</numerusform>
            <numerusform>%n problems found:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ModelCard</name>
    <message numerus="yes">
        <source>%n block(s)</source>
        <translation>
            <numerusform>%n block</numerusform>
            <numerusform>%n blocks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n radiograph(s)</source>
        <translation>
            <numerusform>%n radiograph</numerusform>
            <numerusform>%n radiographs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n patient(s)</source>
        <translation>
            <numerusform>%1 of %n patient</numerusform>
            <numerusform>%1 of %n patients</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ReadingRoom</name>
    <message numerus="yes">
        <source>All %n answered</source>
        <translation>
            <numerusform>The only one answered</numerusform>
            <numerusform>All %n answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reader(s)</source>
        <translation>
            <numerusform>%n reader</numerusform>
            <numerusform>%n readers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ReadingWindow</name>
    <message numerus="yes">
        <source>%n case(s) to read.</source>
        <translation>
            <numerusform>%n case to read.</numerusform>
            <numerusform>%n cases to read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) left; you go on where you stopped.</source>
        <translation>
            <numerusform>%n case left; you go on where you stopped.</numerusform>
            <numerusform>%n cases left; you go on where you stopped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) at the beginning are for practice and do not count.</source>
        <translation>
            <numerusform>%n case at the beginning is for practice and does not count.</numerusform>
            <numerusform>%n cases at the beginning are for practice and do not count.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::SampleSizeHelp</name>
    <message numerus="yes">
        <source>%n case(s) are needed to find that with 80 % probability (two-sided, 5 %).</source>
        <translation>
            <numerusform>%n case is needed to find that with 80 % probability (two-sided, 5 %).</numerusform>
            <numerusform>%n cases are needed to find that with 80 % probability (two-sided, 5 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n case(s) chosen find it with %1 %.</source>
        <translation>
            <numerusform>The %n case chosen finds it with %1 %.</numerusform>
            <numerusform>The %n cases chosen find it with %1 %.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StrataEditor</name>
    <message numerus="yes">
        <source>%n case(s) in all</source>
        <translation>
            <numerusform>%n case in all</numerusform>
            <numerusform>%n cases in all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StudyForm</name>
    <message numerus="yes">
        <source>The passphrase needs at least %n character(s).</source>
        <translation>
            <numerusform>The passphrase needs at least %n character.</numerusform>
            <numerusform>The passphrase needs at least %n characters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>each reader sees %n image(s) or groups: %1 min at %2 s each</source>
        <translation>
            <numerusform>each reader sees %n image or group: %1 min at %2 s each</numerusform>
            <numerusform>each reader sees %n images or groups: %1 min at %2 s each</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StudyPage</name>
    <message numerus="yes">
        <source>%n answer(s) are still missing.</source>
        <translation>
            <numerusform>%n answer is still missing.</numerusform>
            <numerusform>%n answers are still missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of answers added.</source>
        <translation>
            <numerusform>%n file of answers added.</numerusform>
            <numerusform>%n files of answers added.</numerusform>
        </translation>
    </message>
</context>
</TS>
