<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>BlindingWords</name>
    <message>
        <source>Told apart: what can be measured tells the arm “%1” from the others, without knowing what the images show.</source>
        <translation>Unterscheidbar: Was sich messen lässt, unterscheidet den Arm „%1“ von den anderen, ohne zu wissen, was die Bilder zeigen.</translation>
    </message>
    <message>
        <source>Not told apart: nothing that was measured tells the arm “%1” from the others.</source>
        <translation>Nicht unterscheidbar: Nichts, was gemessen wurde, unterscheidet den Arm „%1“ von den anderen.</translation>
    </message>
    <message>
        <source>Too few to tell: with %1 and %2 images the check can say neither yes nor no about the arm “%3”.</source>
        <translation>Zu wenige für ein Urteil: Mit %1 und %2 Bildern kann die Prüfung zum Arm „%3“ weder Ja noch Nein sagen.</translation>
    </message>
    <message>
        <source>Told apart: the check of an earlier version, which looked at less, told the arm “%1” from the others (area under the curve %2).</source>
        <translation>Unterscheidbar: Die Prüfung einer früheren Version, die weniger ansah, unterschied den Arm „%1“ von den anderen (Fläche unter der Kurve %2).</translation>
    </message>
    <message>
        <source>The check of an earlier version did not tell the arm “%1” from the others; it looked neither at sharpness nor at noise, spectrum or contrast.</source>
        <translation>Die Prüfung einer früheren Version unterschied den Arm „%1“ nicht von den anderen; sie sah weder Schärfe noch Rauschen, Spektrum oder Kontrast an.</translation>
    </message>
    <message>
        <source>All measurements together: area under the curve %1 (95 % interval %2 to %3; p = %4), in images that the classifier had not seen. 0.5 is chance.</source>
        <translation>Alle Messungen zusammen: Fläche unter der Kurve %1 (95-%-Intervall %2 bis %3; p = %4), in Bildern, die der Klassifikator nicht kannte. 0,5 ist Zufall.</translation>
    </message>
    <message>
        <source>With %1 and %2 images an area above %3 could have been excluded at best; smaller differences can go unnoticed.</source>
        <translation>Mit %1 und %2 Bildern ließe sich bestenfalls eine Fläche über %3 ausschließen; kleinere Unterschiede können unbemerkt bleiben.</translation>
    </message>
    <message>
        <source>%1 separates the arms completely. So few images can do that by chance; look at it all the same.</source>
        <translation>%1 trennt die Arme vollständig. Bei so wenigen Bildern kann das Zufall sein; sehen Sie es sich trotzdem an.</translation>
    </message>
    <message>
        <source>Remedy “sharpness”: brings the fine structure of all images to that of the blurrier arm.</source>
        <translation>Abhilfe „sharpness“: bringt die feine Struktur aller Bilder auf die des unschärferen Arms.</translation>
    </message>
    <message>
        <source>Remedy “greys”: brings the greys of all images to a common range and shape.</source>
        <translation>Abhilfe „greys“: bringt die Graustufen aller Bilder auf gemeinsamen Umfang und Verlauf.</translation>
    </message>
    <message>
        <source>Remedy “corners”: black squares in the corners of all images.</source>
        <translation>Abhilfe „corners“: schwarze Quadrate in den Ecken aller Bilder.</translation>
    </message>
    <message>
        <source>Cutting off the edges of all images takes bars and frames away.</source>
        <translation>Die Ränder aller Bilder abzuschneiden nimmt Balken und Rahmen weg.</translation>
    </message>
    <message>
        <source>The check measures; it does not look. Readers may still see what no measurement here stands for.</source>
        <translation>Die Prüfung misst; sie sieht nicht hin. Leser können noch immer sehen, wofür hier keine Messung steht.</translation>
    </message>
    <message>
        <source>Takes fine detail from every arm that is sharper than the blurriest, and adds faint grain to all. Answers then say nothing about sharpness and noise, and small nodules, fine lines and the edge of a small pneumothorax are harder to see.</source>
        <translation>Nimmt jedem Arm, der schärfer ist als der unschärfste, feine Einzelheiten und gibt allen ein schwaches Korn. Antworten sagen dann nichts über Schärfe und Rauschen, und kleine Rundherde, feine Linien und der Rand eines kleinen Pneumothorax sind schwerer zu sehen.</translation>
    </message>
    <message>
        <source>Moves the greys of every arm towards a common curve. Answers then say nothing about brightness and contrast.</source>
        <translation>Rückt die Graustufen jedes Arms zu einer gemeinsamen Kurve. Antworten sagen dann nichts über Helligkeit und Kontrast.</translation>
    </message>
    <message>
        <source>Hides the corners of every image: markers, but also shoulders and costophrenic angles that lie there.</source>
        <translation>Verdeckt die Ecken jedes Bildes: Marker, aber auch Schultern und Randwinkel, die dort liegen.</translation>
    </message>
    <message>
        <source>Fine structure of all arms was brought to the blurrier arm&apos;s mean power spectrum: detail finer than %1 pixels of %2 (about %3 mm where an image shows 400 mm) has lost half of its contrast or more. Grain of %4 to %5 of 255 greys was added, its strength drawn by lot. Answers say nothing about sharpness and noise.</source>
        <translation>Die feine Struktur aller Arme wurde auf das mittlere Leistungsspektrum des unschärferen Arms gebracht: Einzelheiten unter %1 von %2 Pixeln (etwa %3 mm, wo ein Bild 400 mm zeigt) haben die Hälfte ihres Kontrasts oder mehr verloren. Korn von %4 bis %5 von 255 Graustufen kam hinzu, seine Stärke ausgelost. Antworten sagen nichts über Schärfe und Rauschen.</translation>
    </message>
    <message>
        <source>Fine structure of all arms was brought to the blurrier arm&apos;s mean power spectrum; the strongest filter left %1 of the finest detail&apos;s contrast. Grain of %2 to %3 of 255 greys was added, its strength drawn by lot. Answers say nothing about sharpness and noise.</source>
        <translation>Die feine Struktur aller Arme wurde auf das mittlere Leistungsspektrum des unschärferen Arms gebracht; der stärkste Filter ließ %1 vom Kontrast der feinsten Einzelheiten. Korn von %2 bis %3 von 255 Graustufen kam hinzu, seine Stärke ausgelost. Antworten sagen nichts über Schärfe und Rauschen.</translation>
    </message>
    <message>
        <source>The greys of all arms were brought to a common curve; the largest change was %1 of 255 greys. Answers say nothing about brightness and contrast.</source>
        <translation>Die Graustufen aller Arme wurden auf eine gemeinsame Kurve gebracht; die größte Änderung war %1 von 255 Graustufen. Antworten sagen nichts über Helligkeit und Kontrast.</translation>
    </message>
    <message>
        <source>Squares of %1 of the side in all corners are black; what lay there is hidden.</source>
        <translation>Quadrate von %1 der Seite in allen Ecken sind schwarz; was dort lag, ist verdeckt.</translation>
    </message>
    <message>
        <source>sharpness (variance of the Laplacian)</source>
        <translation>Schärfe (Varianz des Laplace-Filters)</translation>
    </message>
    <message>
        <source>The images of one arm look crisper.</source>
        <translation>Die Bilder eines Arms sehen schärfer aus.</translation>
    </message>
    <message>
        <source>sharpness (gradient energy)</source>
        <translation>Schärfe (Energie der Gradienten)</translation>
    </message>
    <message>
        <source>slope of the power spectrum</source>
        <translation>Steigung des Leistungsspektrums</translation>
    </message>
    <message>
        <source>share of fine structure</source>
        <translation>Anteil feiner Struktur</translation>
    </message>
    <message>
        <source>noise (wavelets)</source>
        <translation>Rauschen (Wavelets)</translation>
    </message>
    <message>
        <source>The images of one arm look grainier.</source>
        <translation>Die Bilder eines Arms sehen körniger aus.</translation>
    </message>
    <message>
        <source>noise (Immerkær)</source>
        <translation>Rauschen (Immerkær)</translation>
    </message>
    <message>
        <source>local contrast</source>
        <translation>örtlicher Kontrast</translation>
    </message>
    <message>
        <source>The images of one arm are brighter, or differ in contrast.</source>
        <translation>Die Bilder eines Arms sind heller oder haben anderen Kontrast.</translation>
    </message>
    <message>
        <source>mean grey</source>
        <translation>mittleres Grau</translation>
    </message>
    <message>
        <source>spread of the greys</source>
        <translation>Streuung der Graustufen</translation>
    </message>
    <message>
        <source>entropy of the histogram</source>
        <translation>Entropie des Histogramms</translation>
    </message>
    <message>
        <source>number of greys</source>
        <translation>Zahl der Graustufen</translation>
    </message>
    <message>
        <source>The images of one arm were stored or stretched in another way.</source>
        <translation>Die Bilder eines Arms wurden anders gespeichert oder gespreizt.</translation>
    </message>
    <message>
        <source>gaps in the histogram</source>
        <translation>Lücken im Histogramm</translation>
    </message>
    <message>
        <source>teeth in the histogram</source>
        <translation>Zähne im Histogramm</translation>
    </message>
    <message>
        <source>darkest grey</source>
        <translation>dunkelstes Grau</translation>
    </message>
    <message>
        <source>brightest grey</source>
        <translation>hellstes Grau</translation>
    </message>
    <message>
        <source>share of black</source>
        <translation>Anteil von Schwarz</translation>
    </message>
    <message>
        <source>share of white</source>
        <translation>Anteil von Weiß</translation>
    </message>
    <message>
        <source>blocks of 8 × 8 (JPEG)</source>
        <translation>Blöcke von 8 × 8 (JPEG)</translation>
    </message>
    <message>
        <source>One arm shows the blocks of a compression.</source>
        <translation>Ein Arm zeigt die Blöcke einer Kompression.</translation>
    </message>
    <message>
        <source>regular pattern</source>
        <translation>regelmäßiges Muster</translation>
    </message>
    <message>
        <source>One arm shows a grid or checkerboard.</source>
        <translation>Ein Arm zeigt ein Gitter oder Schachbrett.</translation>
    </message>
    <message>
        <source>plain bars at the edge</source>
        <translation>einfarbige Balken am Rand</translation>
    </message>
    <message>
        <source>The images of one arm have bars, frames or other edges.</source>
        <translation>Die Bilder eines Arms haben Balken, Rahmen oder andere Ränder.</translation>
    </message>
    <message>
        <source>grey of the outermost edge</source>
        <translation>Grau des äußersten Randes</translation>
    </message>
    <message>
        <source>bright marks in the corners</source>
        <translation>helle Zeichen in den Ecken</translation>
    </message>
    <message>
        <source>Side markers stand in the corners of one arm.</source>
        <translation>In den Ecken eines Arms stehen Seitenmarker.</translation>
    </message>
    <message>
        <source>size of the image</source>
        <translation>Größe des Bildes</translation>
    </message>
    <message>
        <source>The images of one arm have another size.</source>
        <translation>Die Bilder eines Arms haben eine andere Größe.</translation>
    </message>
    <message>
        <source>bytes of the image</source>
        <translation>Bytes des Bildes</translation>
    </message>
    <message>
        <source>The files of one arm are larger.</source>
        <translation>Die Dateien eines Arms sind größer.</translation>
    </message>
    <message>
        <source>report beside the image</source>
        <translation>Befund neben dem Bild</translation>
    </message>
    <message>
        <source>Only one arm has a report.</source>
        <translation>Nur ein Arm hat einen Befund.</translation>
    </message>
    <message>
        <source>length of the report</source>
        <translation>Länge des Befunds</translation>
    </message>
    <message>
        <source>The reports of one arm are longer.</source>
        <translation>Die Befunde eines Arms sind länger.</translation>
    </message>
    <message>
        <source>position in the reading</source>
        <translation>Stelle in der Reihenfolge</translation>
    </message>
    <message>
        <source>One arm is read earlier.</source>
        <translation>Ein Arm wird früher gelesen.</translation>
    </message>
    <message>
        <source>even or odd position</source>
        <translation>gerade oder ungerade Stelle</translation>
    </message>
    <message>
        <source>The arms take turns.</source>
        <translation>Die Arme wechseln sich ab.</translation>
    </message>
    <message>
        <source>first or later image of its case</source>
        <translation>erstes oder späteres Bild seines Falls</translation>
    </message>
    <message>
        <source>One arm of each case comes first.</source>
        <translation>Ein Arm jedes Falls kommt zuerst.</translation>
    </message>
    <message>
        <source>place beside the others</source>
        <translation>Platz neben den anderen</translation>
    </message>
    <message>
        <source>One arm stands more often on the left.</source>
        <translation>Ein Arm steht öfter links.</translation>
    </message>
    <message>
        <source>name in the package</source>
        <translation>Name im Paket</translation>
    </message>
    <message>
        <source>The names of one arm sort first.</source>
        <translation>Die Namen eines Arms kommen alphabetisch zuerst.</translation>
    </message>
    <message>
        <source>time to load</source>
        <translation>Ladezeit</translation>
    </message>
    <message>
        <source>The images of one arm take longer to appear.</source>
        <translation>Die Bilder eines Arms erscheinen später.</translation>
    </message>
</context>
<context>
    <name>BoxLayoutTexts</name>
    <message>
        <source>corner and size, in pixels</source>
        <translation>Ecke und Größe, in Pixeln</translation>
    </message>
    <message>
        <source>two corners, in pixels</source>
        <translation>zwei Ecken, in Pixeln</translation>
    </message>
    <message>
        <source>centre and size, in pixels</source>
        <translation>Mitte und Größe, in Pixeln</translation>
    </message>
    <message>
        <source>corner and size, in shares of the image</source>
        <translation>Ecke und Größe, in Anteilen des Bildes</translation>
    </message>
    <message>
        <source>two corners, in shares of the image</source>
        <translation>zwei Ecken, in Anteilen des Bildes</translation>
    </message>
    <message>
        <source>centre and size, in shares of the image</source>
        <translation>Mitte und Größe, in Anteilen des Bildes</translation>
    </message>
    <message>
        <source>as the file says</source>
        <translation>wie die Datei sagt</translation>
    </message>
    <message>
        <source>The four numbers of a box</source>
        <translation>Die vier Zahlen eines Rahmens</translation>
    </message>
    <message>
        <source>Only for files that do not say how the four numbers of a box are meant</source>
        <translation>Nur für Dateien, die nicht sagen, wie die vier Zahlen eines Rahmens gemeint sind</translation>
    </message>
</context>
<context>
    <name>CohortWords</name>
    <message>
        <source>report contradicts the case</source>
        <translation>Befund widerspricht dem Fall</translation>
    </message>
    <message>
        <source>blank</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>cropped</source>
        <translation>abgeschnitten</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>gespiegelt</translation>
    </message>
    <message>
        <source>lungs not where drawn</source>
        <translation>Lungen nicht wie gezeichnet</translation>
    </message>
    <message>
        <source>near-duplicate</source>
        <translation>fast gleich</translation>
    </message>
    <message>
        <source>finding not seen by the classifier</source>
        <translation>Befund vom Klassifikator nicht gesehen</translation>
    </message>
    <message>
        <source>copy of a training radiograph</source>
        <translation>Kopie einer Trainingsaufnahme</translation>
    </message>
    <message>
        <source>rejected by hand</source>
        <translation>von Hand abgelehnt</translation>
    </message>
    <message>
        <source>finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>accepted by hand</source>
        <translation>von Hand angenommen</translation>
    </message>
    <message>
        <source>passed every check</source>
        <translation>hat jede Prüfung bestanden</translation>
    </message>
</context>
<context>
    <name>CoreWords</name>
    <message>
        <source>Atelectasis</source>
        <translation>Atelektase</translation>
    </message>
    <message>
        <source>Calcification</source>
        <translation>Verkalkung</translation>
    </message>
    <message>
        <source>Cardiomegaly</source>
        <translation>Kardiomegalie</translation>
    </message>
    <message>
        <source>Consolidation</source>
        <translation>Konsolidierung</translation>
    </message>
    <message>
        <source>Diffuse Nodule</source>
        <translation>Diffuse Noduli</translation>
    </message>
    <message>
        <source>Edema</source>
        <translation>Ödem</translation>
    </message>
    <message>
        <source>Effusion</source>
        <translation>Erguss</translation>
    </message>
    <message>
        <source>Emphysema</source>
        <translation>Emphysem</translation>
    </message>
    <message>
        <source>Fibrosis</source>
        <translation>Fibrose</translation>
    </message>
    <message>
        <source>Fracture</source>
        <translation>Fraktur</translation>
    </message>
    <message>
        <source>Heart</source>
        <translation>Herz</translation>
    </message>
    <message>
        <source>Hernia</source>
        <translation>Hernie</translation>
    </message>
    <message>
        <source>Infiltration</source>
        <translation>Infiltrat</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>Lunge</translation>
    </message>
    <message>
        <source>Mass</source>
        <translation>Raumforderung</translation>
    </message>
    <message>
        <source>Nodule</source>
        <translation>Nodulus</translation>
    </message>
    <message>
        <source>Pleural Thickening</source>
        <translation>Pleuraverdickung</translation>
    </message>
    <message>
        <source>Pneumonia</source>
        <translation>Pneumonie</translation>
    </message>
    <message>
        <source>Pneumothorax</source>
        <translation>Pneumothorax</translation>
    </message>
    <message>
        <source>Right lung</source>
        <translation>Rechte Lunge</translation>
    </message>
    <message>
        <source>Left lung</source>
        <translation>Linke Lunge</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>MB checked</source>
        <translation>MB geprüft</translation>
    </message>
    <message>
        <source>Does it show what the report says?</source>
        <translation>Zeigt es, was im Befund steht?</translation>
    </message>
    <message>
        <source>complete mismatch</source>
        <translation>passt gar nicht</translation>
    </message>
    <message>
        <source>key finding missing</source>
        <translation>Hauptbefund fehlt</translation>
    </message>
    <message>
        <source>main finding there, details missing</source>
        <translation>Hauptbefund da, Einzelheiten fehlen</translation>
    </message>
    <message>
        <source>most agree</source>
        <translation>stimmt größtenteils</translation>
    </message>
    <message>
        <source>all agree</source>
        <translation>stimmt ganz</translation>
    </message>
    <message>
        <source>What is wrong?</source>
        <translation>Was stimmt nicht?</translation>
    </message>
    <message>
        <source>omission</source>
        <translation>etwas fehlt</translation>
    </message>
    <message>
        <source>commission</source>
        <translation>etwas ist zu viel</translation>
    </message>
    <message>
        <source>subtle discrepancy</source>
        <translation>feine Abweichung</translation>
    </message>
    <message>
        <source>context discrepancy</source>
        <translation>Abweichung im Zusammenhang</translation>
    </message>
    <message>
        <source>image quality or artefact</source>
        <translation>Bildqualität oder Artefakt</translation>
    </message>
    <message>
        <source>Real or synthetic?</source>
        <translation>Echt oder synthetisch?</translation>
    </message>
    <message>
        <source>real</source>
        <translation>echt</translation>
    </message>
    <message>
        <source>synthetic</source>
        <translation>synthetisch</translation>
    </message>
    <message>
        <source>How sure are you?</source>
        <translation>Wie sicher sind Sie?</translation>
    </message>
    <message>
        <source>guessing</source>
        <translation>geraten</translation>
    </message>
    <message>
        <source>rather unsure</source>
        <translation>eher unsicher</translation>
    </message>
    <message>
        <source>fairly sure</source>
        <translation>ziemlich sicher</translation>
    </message>
    <message>
        <source>sure</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>certain</source>
        <translation>ganz sicher</translation>
    </message>
    <message>
        <source>How real does it look?</source>
        <translation>Wie echt sieht es aus?</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>gar nicht</translation>
    </message>
    <message>
        <source>hardly</source>
        <translation>kaum</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>teilweise</translation>
    </message>
    <message>
        <source>largely</source>
        <translation>weitgehend</translation>
    </message>
    <message>
        <source>entirely</source>
        <translation>ganz</translation>
    </message>
    <message>
        <source>Put them in order, the one that fits the report best first.</source>
        <translation>Ordnen Sie sie, das am besten zum Befund passende zuerst.</translation>
    </message>
    <message>
        <source>Which fits the report best?</source>
        <translation>Welches passt am besten zum Befund?</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>gleich gut</translation>
    </message>
</context>
<context>
    <name>DoubtWords</name>
    <message>
        <source>AUC %1 to %2</source>
        <translation>AUC %1 bis %2</translation>
    </message>
    <message>
        <source>sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>race</source>
        <translation>Ethnie</translation>
    </message>
    <message>
        <source>view</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>%1 on the left, its side</source>
        <translation>%1 links, die Seite</translation>
    </message>
    <message>
        <source>%1 on the right, its side</source>
        <translation>%1 rechts, die Seite</translation>
    </message>
    <message>
        <source>%1 on both sides</source>
        <translation>%1 beidseits</translation>
    </message>
    <message>
        <source>%1: unproven, %2</source>
        <translation>%1: nicht belegt, %2</translation>
    </message>
    <message>
        <source>%1: not learned</source>
        <translation>%1: nicht gelernt</translation>
    </message>
    <message>
        <source>This model was not shown to draw:</source>
        <translation>Für dieses Modell ist nicht gezeigt, dass es zeichnet:</translation>
    </message>
</context>
<context>
    <name>ErrorKinds</name>
    <message>
        <source>Not possible so</source>
        <translation>So nicht möglich</translation>
    </message>
    <message>
        <source>File missing</source>
        <translation>Datei fehlt</translation>
    </message>
    <message>
        <source>File cannot be read</source>
        <translation>Datei nicht lesbar</translation>
    </message>
    <message>
        <source>File cannot be written</source>
        <translation>Datei nicht schreibbar</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>Datei zu groß</translation>
    </message>
    <message>
        <source>File cut off</source>
        <translation>Datei abgeschnitten</translation>
    </message>
    <message>
        <source>File damaged or wrong</source>
        <translation>Datei beschädigt oder falsch</translation>
    </message>
    <message>
        <source>Kind of file not known</source>
        <translation>Dateiart nicht bekannt</translation>
    </message>
    <message>
        <source>File refused for safety</source>
        <translation>Datei zur Sicherheit abgelehnt</translation>
    </message>
    <message>
        <source>File changed</source>
        <translation>Datei verändert</translation>
    </message>
    <message>
        <source>Weights missing</source>
        <translation>Gewichte fehlen</translation>
    </message>
    <message>
        <source>Weights not known</source>
        <translation>Gewichte nicht bekannt</translation>
    </message>
    <message>
        <source>Weights of another size</source>
        <translation>Gewichte anderer Größe</translation>
    </message>
    <message>
        <source>Does not fit together</source>
        <translation>Passt nicht zusammen</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>Platte voll</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Nicht erlaubt</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Device not there</source>
        <translation>Gerät nicht da</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>Zu wenig Speicher</translation>
    </message>
    <message>
        <source>Message not understood</source>
        <translation>Nachricht nicht verstanden</translation>
    </message>
    <message>
        <source>Numbers out of range</source>
        <translation>Zahlen außer Bereich</translation>
    </message>
    <message>
        <source>Fault of this program</source>
        <translation>Fehler dieses Programms</translation>
    </message>
</context>
<context>
    <name>FormParts</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
</context>
<context>
    <name>KeyBindings</name>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Compose</source>
        <translation>Verfassen</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>This list of keys</source>
        <translation>Diese Tastenübersicht</translation>
    </message>
    <message>
        <source>Generate, in Compose</source>
        <translation>Erzeugen, in „Verfassen“</translation>
    </message>
    <message>
        <source>Whole radiograph</source>
        <translation>Ganze Aufnahme</translation>
    </message>
    <message>
        <source>One pixel to one</source>
        <translation>Ein Pixel zu einem</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>Näher</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>Weiter weg</translation>
    </message>
    <message>
        <source>View as at first</source>
        <translation>Ansicht wie am Anfang</translation>
    </message>
    <message>
        <source>Invert greys</source>
        <translation>Grauwerte umkehren</translation>
    </message>
    <message>
        <source>Overlays on or off</source>
        <translation>Einblendungen an oder aus</translation>
    </message>
    <message>
        <source>Link the views</source>
        <translation>Ansichten koppeln</translation>
    </message>
    <message>
        <source>Next radiograph</source>
        <translation>Nächste Aufnahme</translation>
    </message>
    <message>
        <source>Previous radiograph</source>
        <translation>Vorige Aufnahme</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Brush or eraser</source>
        <translation>Pinsel oder Radierer</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>Fill an outline</source>
        <translation>Umriss füllen</translation>
    </message>
    <message>
        <source>Fill similar greys</source>
        <translation>Ähnliche Grauwerte füllen</translation>
    </message>
    <message>
        <source>Finding box</source>
        <translation>Befundrahmen</translation>
    </message>
    <message>
        <source>Window and level</source>
        <translation>Fensterung</translation>
    </message>
    <message>
        <source>Smooth the outline</source>
        <translation>Umriss glätten</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>Größerer Pinsel</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>The other of two, in one place</source>
        <translation>Das andere von zweien, am selben Ort</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Looking at a radiograph</source>
        <translation>Beim Betrachten</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>Beim Zeichnen</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Beim Vergleichen</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Cohorts</source>
        <translation>Kohorten</translation>
    </message>
</context>
<context>
    <name>LossText</name>
    <message>
        <source>, for example “%1”</source>
        <translation>, zum Beispiel „%1“</translation>
    </message>
    <message>
        <source>Nothing that the model can read is left of the report%1.</source>
        <translation>Vom Befund bleibt nichts übrig, das das Modell lesen kann%1.</translation>
    </message>
    <message>
        <source>%1 of %2 characters are taken out in cleaning</source>
        <translation>%1 von %2 Zeichen fallen beim Säubern weg</translation>
    </message>
    <message>
        <source>%1 of %2 tokens are unknown to it</source>
        <translation>%1 von %2 Token sind ihm unbekannt</translation>
    </message>
    <message>
        <source>%1 of %2 characters are of another script than Latin</source>
        <translation>%1 von %2 Zeichen sind nicht aus der lateinischen Schrift</translation>
    </message>
    <message>
        <source>The model cannot read %1 % of the report: %2%3.</source>
        <translation>Das Modell kann %1 % des Befundes nicht lesen: %2%3.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>%1 of %2 tokens are cut after “… %3”.</source>
        <translation>%1 von %2 Token sind nach „… %3“ abgeschnitten.</translation>
    </message>
</context>
<context>
    <name>RecipeText</name>
    <message>
        <source>%1 · seed %2 · %3 steps · guidance %4</source>
        <translation>%1 · Startwert %2 · %3 Schritte · Führung %4</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Guided by</source>
        <translation>Geführt von</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Computed on</source>
        <translation>Berechnet auf</translation>
    </message>
    <message>
        <source>Model: another version of it</source>
        <translation>Modell: eine andere Fassung</translation>
    </message>
    <message>
        <source>Guided by: another drawing</source>
        <translation>Geführt von: einer anderen Zeichnung</translation>
    </message>
</context>
<context>
    <name>RelativeTime</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%n min ago</source>
        <translation>vor %n min</translation>
    </message>
    <message>
        <source>%n h ago</source>
        <translation>vor %n h</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
</context>
<context>
    <name>TaskCard</name>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht gestartet</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>wartet, bis sie dran ist</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>waits while a radiograph is made</source>
        <translation>wartet, während ein Bild entsteht</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>paused: the disk is full</source>
        <translation>angehalten: die Platte ist voll</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::BackgroundBar</name>
    <message>
        <source>Frame</source>
        <translation>Einzelbild</translation>
    </message>
    <message>
        <source>Frame of the file; the wheel over the radiograph changes it too</source>
        <translation>Einzelbild der Datei; das Mausrad über der Aufnahme wechselt es auch</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>The windows that the file offers</source>
        <translation>Die Fenster, die die Datei anbietet</translation>
    </message>
    <message>
        <source>Draw over nothing</source>
        <translation>Auf leerem Grund zeichnen</translation>
    </message>
    <message>
        <source>Open radiograph…</source>
        <translation>Aufnahme öffnen…</translation>
    </message>
    <message>
        <source>Open a radiograph</source>
        <translation>Aufnahme öffnen</translation>
    </message>
    <message>
        <source>Mask…</source>
        <translation>Maske…</translation>
    </message>
    <message>
        <source>Import a mask</source>
        <translation>Maske importieren</translation>
    </message>
    <message>
        <source>Masks: PNG, JPEG, NIfTI, DICOM SEG (*.png *.jpg *.jpeg *.nii *.nii.gz *.hdr *.img *.dcm);;All files (*)</source>
        <translation>Masken: PNG, JPEG, NIfTI, DICOM SEG (*.png *.jpg *.jpeg *.nii *.nii.gz *.hdr *.img *.dcm);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Boxes…</source>
        <translation>Rahmen…</translation>
    </message>
    <message>
        <source>Import boxes</source>
        <translation>Rahmen importieren</translation>
    </message>
    <message>
        <source>Boxes: COCO, CSV, YOLO (*.json *.csv *.txt);;All files (*)</source>
        <translation>Rahmen: COCO, CSV, YOLO (*.json *.csv *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Export the mask</source>
        <translation>Maske exportieren</translation>
    </message>
    <message>
        <source>PNG (*.png);;NIfTI (*.nii.gz *.nii);;DICOM SEG (*.dcm)</source>
        <translation>PNG (*.png);;NIfTI (*.nii.gz *.nii);;DICOM SEG (*.dcm)</translation>
    </message>
    <message>
        <source>Export the boxes</source>
        <translation>Rahmen exportieren</translation>
    </message>
    <message>
        <source>COCO (*.json);;CSV (*.csv);;YOLO (*.txt)</source>
        <translation>COCO (*.json);;CSV (*.csv);;YOLO (*.txt)</translation>
    </message>
    <message>
        <source>Generated radiograph…</source>
        <translation>Erzeugte Aufnahme…</translation>
    </message>
    <message>
        <source>Export the radiograph</source>
        <translation>Aufnahme exportieren</translation>
    </message>
    <message>
        <source>PNG with its recipe (*.png);;DICOM (*.dcm)</source>
        <translation>PNG mit Rezept (*.png);;DICOM (*.dcm)</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>What lies under the drawing</source>
        <translation>Was unter der Zeichnung liegt</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Mask or boxes from a file; one step that can be undone</source>
        <translation>Maske oder Rahmen aus einer Datei; ein Schritt, der sich zurücknehmen lässt</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Mask, boxes or the radiograph to a file</source>
        <translation>Maske, Rahmen oder Aufnahme in eine Datei</translation>
    </message>
    <message>
        <source> of %1</source>
        <translation> von %1</translation>
    </message>
    <message>
        <source>frame </source>
        <translation>Bild </translation>
    </message>
    <message>
        <source>VOI LUT %1</source>
        <translation>VOI-LUT %1</translation>
    </message>
    <message>
        <source>W %1 L %2</source>
        <translation>W %1 L %2</translation>
    </message>
    <message>
        <source>Preview at step %1</source>
        <translation>Vorschau bei Schritt %1</translation>
    </message>
    <message>
        <source>Mask imported from %1</source>
        <translation>Maske importiert aus %1</translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) imported</source>
        <translation>
            <numerusform>%n Rahmen importiert</numerusform>
            <numerusform>%n Rahmen importiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n cut at the edge of the centre square</source>
        <translation>
            <numerusform> · %n am Rand des mittleren Quadrats beschnitten</numerusform>
            <numerusform> · %n am Rand des mittleren Quadrats beschnitten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n beside it left out</source>
        <translation>
            <numerusform> · %n daneben ausgelassen</numerusform>
            <numerusform> · %n daneben ausgelassen</numerusform>
        </translation>
    </message>
    <message>
        <source>Mask exported to %1</source>
        <translation>Maske exportiert nach %1</translation>
    </message>
    <message>
        <source>Boxes exported to %1</source>
        <translation>Rahmen exportiert nach %1</translation>
    </message>
    <message>
        <source>Radiograph exported to %1, marked as synthetic</source>
        <translation>Aufnahme exportiert nach %1, als synthetisch gekennzeichnet</translation>
    </message>
    <message>
        <source>Made without the mask and the boxes over it</source>
        <translation>Ohne die Maske und die Rahmen darüber erzeugt</translation>
    </message>
    <message>
        <source>Made without the mask over it</source>
        <translation>Ohne die Maske darüber erzeugt</translation>
    </message>
    <message>
        <source>Made without the boxes over it</source>
        <translation>Ohne die Rahmen darüber erzeugt</translation>
    </message>
    <message>
        <source>%1 holds boxes of several images. Which is meant?</source>
        <translation>%1 enthält Rahmen mehrerer Bilder. Welches ist gemeint?</translation>
    </message>
    <message>
        <source>%1 holds boxes of several images. Which is %2?</source>
        <translation>%1 enthält Rahmen mehrerer Bilder. Welches ist %2?</translation>
    </message>
    <message>
        <source>%1 How are the four numbers of a box meant?</source>
        <translation>%1 Wie sind die vier Zahlen eines Rahmens gemeint?</translation>
    </message>
    <message>
        <source>All files (*);;Radiographs (*.dcm *.dicom *.png *.jpg *.jpeg)</source>
        <translation>Alle Dateien (*);;Aufnahmen (*.dcm *.dicom *.png *.jpg *.jpeg)</translation>
    </message>
    <message numerus="yes">
        <source>The first of %n radiograph(s) is shown; the Gallery imports all</source>
        <translation>
            <numerusform>Es wird die einzige Aufnahme gezeigt</numerusform>
            <numerusform>Die erste von %n Aufnahmen wird gezeigt; die Galerie importiert alle</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::BatchForm</name>
    <message>
        <source>The model has no mask branch.</source>
        <translation>Das Modell hat keinen Maskenzweig.</translation>
    </message>
    <message>
        <source>The model has no box branch.</source>
        <translation>Das Modell hat keinen Rahmenzweig.</translation>
    </message>
    <message>
        <source>There is no report.</source>
        <translation>Der Bericht fehlt.</translation>
    </message>
    <message>
        <source>Check the table</source>
        <translation>Tabelle prüfen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Radiographs from a table</source>
        <translation>Aufnahmen aus einer Tabelle</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>CSV: impression (or report, prompt), and name, sex, age, race, view, seed, mask, boxes where there are</source>
        <translation>CSV: impression (oder report, prompt), dazu name, sex, age, race, view, seed, mask, boxes, wo vorhanden</translation>
    </message>
    <message>
        <source>Ancestral (DDPM)</source>
        <translation>Ancestral (DDPM)</translation>
    </message>
    <message>
        <source>Name of the task</source>
        <translation>Name der Aufgabe</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Images of each report</source>
        <translation>Bilder je Bericht</translation>
    </message>
    <message>
        <source>First seed</source>
        <translation>Erster Startwert</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Table of reports</source>
        <translation>Tabelle mit Berichten</translation>
    </message>
    <message>
        <source>Check the table before anything is started: every row is read.</source>
        <translation>Prüfen Sie die Tabelle, bevor etwas startet: Jede Zeile wird gelesen.</translation>
    </message>
    <message>
        <source>Choose a table with one report a row.</source>
        <translation>Wählen Sie eine Tabelle mit einem Bericht je Zeile.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>There is nothing to make.</source>
        <translation>Es gibt nichts zu erzeugen.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) will be made.</source>
        <translation>
            <numerusform>%n Bild wird erzeugt.</numerusform>
            <numerusform>%n Bilder werden erzeugt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are left out; see below.</source>
        <translation>
            <numerusform>%n Zeile wird ausgelassen; siehe unten.</numerusform>
            <numerusform>%n Zeilen werden ausgelassen; siehe unten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is wrong with the rows.</source>
        <translation>An den Zeilen ist nichts falsch.</translation>
    </message>
    <message>
        <source>measuring how long it takes</source>
        <translation>die Dauer wird gemessen</translation>
    </message>
    <message>
        <source>The time is told after the first image.</source>
        <translation>Die Dauer steht nach dem ersten Bild fest.</translation>
    </message>
    <message>
        <source>About %1 on this machine</source>
        <translation>Etwa %1 auf diesem Rechner</translation>
    </message>
    <message>
        <source>Images of %1</source>
        <translation>Bilder aus %1</translation>
    </message>
    <message>
        <source>The first image has this seed, each further one the next; a column “seed” goes first. Left empty, each row&apos;s seed follows from its name, so that adding a row changes no other radiograph.</source>
        <translation>Das erste Bild hat diesen Startwert, jedes weitere den nächsten; eine Spalte „seed“ geht vor. Bleibt das Feld leer, folgt der Startwert jeder Zeile aus ihrem Namen: dann ändert eine neue Zeile kein anderes Röntgenbild.</translation>
    </message>
    <message>
        <source>from each row&apos;s name</source>
        <translation>aus dem Namen jeder Zeile</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Box numbers</source>
        <translation>Zahlen der Rahmen</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>Tabellen (*.csv *.tsv *.txt);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::BlindingCheck</name>
    <message>
        <source>Make sharpness and noise of all arms alike</source>
        <translation>Schärfe und Rauschen aller Arme angleichen</translation>
    </message>
    <message>
        <source>Make the greys of all arms alike</source>
        <translation>Graustufen aller Arme angleichen</translation>
    </message>
    <message>
        <source>Check the blinding</source>
        <translation>Verblindung prüfen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Measures the images as readers will get them, and says whether that tells the arms apart. Nothing is made.</source>
        <translation>Misst die Bilder, wie Leser sie bekommen, und sagt, ob das die Arme unterscheidet. Es entsteht keine Studie.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::BlindingPanel</name>
    <message>
        <source>What tells the arms apart</source>
        <translation>Was die Arme unterscheidet</translation>
    </message>
    <message numerus="yes">
        <source>and %n further feature(s), which the report names</source>
        <translation>
            <numerusform>und %n weiteres Merkmal, das der Bericht nennt</numerusform>
            <numerusform>und %n weitere Merkmale, die der Bericht nennt</numerusform>
        </translation>
    </message>
    <message>
        <source>The arm</source>
        <translation>Der Arm</translation>
    </message>
    <message>
        <source>The others</source>
        <translation>Die anderen</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>p after Holm</source>
        <translation>p nach Holm</translation>
    </message>
    <message>
        <source>Median, and where nine tenths of the images lie</source>
        <translation>Median, und wo neun Zehntel der Bilder liegen</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortChecks</name>
    <message>
        <source>Blank</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>Nearly one grey, or mostly black and white</source>
        <translation>Fast ein Grau, oder größtenteils schwarz und weiß</translation>
    </message>
    <message>
        <source>Cropped</source>
        <translation>Abgeschnitten</translation>
    </message>
    <message>
        <source>Bars at an edge, a lung that reaches it, or no pair of lungs</source>
        <translation>Balken am Rand, eine Lunge, die ihn erreicht, oder kein Lungenpaar</translation>
    </message>
    <message>
        <source>Mirrored</source>
        <translation>Gespiegelt</translation>
    </message>
    <message>
        <source>The heart lies on the wrong side</source>
        <translation>Das Herz liegt auf der falschen Seite</translation>
    </message>
    <message>
        <source>Near-duplicates</source>
        <translation>Fast gleiche</translation>
    </message>
    <message>
        <source>Two radiographs of the cohort that are nearly alike</source>
        <translation>Zwei Aufnahmen der Kohorte, die fast gleich sind</translation>
    </message>
    <message>
        <source>Lungs where the mask shows them</source>
        <translation>Lungen, wo die Maske sie zeigt</translation>
    </message>
    <message>
        <source>Only for masks of lung fields: they are found again in the radiograph</source>
        <translation>Nur für Masken der Lungenfelder: sie werden in der Aufnahme wiedergefunden</translation>
    </message>
    <message>
        <source>Findings by a classifier</source>
        <translation>Befunde durch einen Klassifikator</translation>
    </message>
    <message>
        <source>Learned from the real radiographs named below; what it cannot tell is not checked</source>
        <translation>Gelernt aus den unten genannten echten Aufnahmen; was er nicht unterscheidet, wird nicht geprüft</translation>
    </message>
    <message>
        <source>Copies of training radiographs</source>
        <translation>Kopien von Trainingsaufnahmen</translation>
    </message>
    <message>
        <source>Nearer to one real radiograph named below than any held-out one is</source>
        <translation>Näher an einer der unten genannten echten Aufnahmen als irgendeine zurückgehaltene</translation>
    </message>
    <message>
        <source>Turn away</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>CSV: image, split (train, val), labels</source>
        <translation>CSV: image, split (train, val), labels</translation>
    </message>
    <message>
        <source>Real radiographs</source>
        <translation>Echte Aufnahmen</translation>
    </message>
    <message>
        <source>Tables (*.csv *.json *.gz *.jsonl);;All files (*)</source>
        <translation>Tabellen (*.csv *.json *.gz *.jsonl);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Labels of −1 in a column for each finding. Blank ones say nothing and are always left out.</source>
        <translation>Labels von −1 in einer Spalte für jeden Befund. Leere sagen nichts und bleiben immer weg.</translation>
    </message>
    <message>
        <source>leave those radiographs out</source>
        <translation>diese Aufnahmen weglassen</translation>
    </message>
    <message>
        <source>count as with the finding</source>
        <translation>zählen als mit dem Befund</translation>
    </message>
    <message>
        <source>count as without the finding</source>
        <translation>zählen als ohne den Befund</translation>
    </message>
    <message>
        <source>Uncertain labels</source>
        <translation>Unsichere Labels</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortExportPanel</name>
    <message>
        <source>Masks as DICOM segmentations</source>
        <translation>Masken als DICOM-Segmentierungen</translation>
    </message>
    <message>
        <source>Masks as NIfTI</source>
        <translation>Masken als NIfTI</translation>
    </message>
    <message>
        <source>Boxes as COCO</source>
        <translation>Rahmen als COCO</translation>
    </message>
    <message>
        <source>Boxes as YOLO</source>
        <translation>Rahmen als YOLO</translation>
    </message>
    <message>
        <source>Write SYNTHETIC into the pixels</source>
        <translation>SYNTHETIC in die Bildpunkte schreiben</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>A folder that does not exist yet</source>
        <translation>Ein Ordner, den es noch nicht gibt</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>PNG, 8 bits</source>
        <translation>PNG, 8 Bit</translation>
    </message>
    <message>
        <source>PNG, 16 bits</source>
        <translation>PNG, 16 Bit</translation>
    </message>
    <message>
        <source>no DICOM</source>
        <translation>kein DICOM</translation>
    </message>
    <message>
        <source>DICOM, Secondary Capture</source>
        <translation>DICOM, Secondary Capture</translation>
    </message>
    <message>
        <source>DICOM, Digital X-Ray</source>
        <translation>DICOM, Digital X-Ray</translation>
    </message>
    <message>
        <source>The metadata of every file say so anyway; the greys of the corner are then changed</source>
        <translation>Die Metadaten jeder Datei sagen es ohnehin; die Grauwerte der Ecke werden dann verändert</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Folder of the export</source>
        <translation>Ordner des Exports</translation>
    </message>
    <message numerus="yes">
        <source>%n radiograph(s) exported to %1</source>
        <translation>
            <numerusform>%n Aufnahme nach %1 exportiert</numerusform>
            <numerusform>%n Aufnahmen nach %1 exportiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) without an accepted one</source>
        <translation>
            <numerusform>%n Fall ohne angenommene</numerusform>
            <numerusform>%n Fälle ohne angenommene</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortForm</name>
    <message>
        <source>Tables (*.csv *.json *.gz *.jsonl);;All files (*)</source>
        <translation>Tabellen (*.csv *.json *.gz *.jsonl);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Make strata from the table</source>
        <translation>Schichten aus der Tabelle bilden</translation>
    </message>
    <message>
        <source>Further tries</source>
        <translation>Weitere Versuche</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Check the plan</source>
        <translation>Plan prüfen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>New cohort</source>
        <translation>Neue Kohorte</translation>
    </message>
    <message>
        <source>What the cohort is called</source>
        <translation>Wie die Kohorte heißt</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Strata, entered below</source>
        <translation>Schichten, unten eingegeben</translation>
    </message>
    <message>
        <source>Strata from a table of real radiographs</source>
        <translation>Schichten aus einer Tabelle echter Aufnahmen</translation>
    </message>
    <message>
        <source>A table of prompts</source>
        <translation>Eine Tabelle mit Prompts</translation>
    </message>
    <message>
        <source>Masks or boxes of a data set</source>
        <translation>Masken oder Rahmen eines Datensatzes</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Match: the table&apos;s own shares</source>
        <translation>Angleichen: die Anteile der Tabelle</translation>
    </message>
    <message>
        <source>Fill: what its groups lack to be alike</source>
        <translation>Auffüllen: was den Gruppen fehlt, um gleich zu sein</translation>
    </message>
    <message>
        <source>Equalise: all groups alike</source>
        <translation>Ausgleichen: alle Gruppen gleich</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Ausgewogenheit</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>as many as there are</source>
        <translation>so viele wie vorhanden</translation>
    </message>
    <message>
        <source>Strata</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>CSV: image, sex, age, view, labels …</source>
        <translation>CSV: image, sex, age, view, labels …</translation>
    </message>
    <message>
        <source>CSV: impression, and name, Finding Labels, sex, age, view, mask where there are</source>
        <translation>CSV: impression, dazu name, Finding Labels, sex, age, view, mask, soweit vorhanden</translation>
    </message>
    <message>
        <source>SIIM-ACR run lengths (CSV), ChestX-Det or COCO (JSON); also .gz</source>
        <translation>SIIM-ACR-Lauflängen (CSV), ChestX-Det oder COCO (JSON); auch .gz</translation>
    </message>
    <message>
        <source>Check shows counts, time, disk and the first reports; nothing is made by it.</source>
        <translation>Prüfen zeigt Anzahl, Zeit, Platz und die ersten Berichte; erzeugt wird dabei nichts.</translation>
    </message>
    <message>
        <source>Cohort</source>
        <translation>Kohorte</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n Fall</numerusform>
            <numerusform>%n Fälle</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stratum(s)</source>
        <translation>
            <numerusform>%n Schicht</numerusform>
            <numerusform>%n Schichten</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1 on the disk</source>
        <translation>etwa %1 auf der Platte</translation>
    </message>
    <message>
        <source>%1: %2 %3 %4 Impression: %5</source>
        <translation>%1: %2 %3 %4 Beurteilung: %5</translation>
    </message>
    <message>
        <source>measuring how long it takes</source>
        <translation>es wird gemessen, wie lange es dauert</translation>
    </message>
    <message>
        <source>The time is told after the first image.</source>
        <translation>Die Zeit wird nach dem ersten Bild genannt.</translation>
    </message>
    <message>
        <source>About %1 on this machine, and the checks besides</source>
        <translation>Etwa %1 auf diesem Rechner, dazu die Prüfungen</translation>
    </message>
    <message>
        <source>empty: composed from phrases; http://127.0.0.1:8080: by a language model on this computer</source>
        <translation>leer: aus Bausteinen; http://127.0.0.1:8080: durch ein Sprachmodell auf diesem Rechner</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>Stop planning</source>
        <translation>Planung abbrechen</translation>
    </message>
    <message>
        <source>%1 of %2 reports</source>
        <translation>%1 von %2 Berichten</translation>
    </message>
    <message>
        <source>Nothing can be planned before this is mended. %1</source>
        <translation>Bevor das berichtigt ist, kann nichts geplant werden. %1</translation>
    </message>
    <message>
        <source>Pass over labels that are not understood</source>
        <translation>Nicht verstandene Labels übergehen</translation>
    </message>
    <message>
        <source>Effusion, Pneumonia: those that divide the groups; left empty, all that the table has</source>
        <translation>Effusion, Pneumonia: diese teilen die Gruppen; leer: alle, die die Tabelle hat</translation>
    </message>
    <message>
        <source>Rows with no other label are left out; they never count as “No Finding”.</source>
        <translation>Zeilen ohne anderes Label bleiben weg; sie zählen nie als „No Finding“.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Box numbers</source>
        <translation>Zahlen der Rahmen</translation>
    </message>
    <message>
        <source>Choose the table of real radiographs.</source>
        <translation>Wählen Sie die Tabelle echter Aufnahmen.</translation>
    </message>
    <message>
        <source>Make the strata from the table; they can then be changed.</source>
        <translation>Bilden Sie die Schichten aus der Tabelle; danach lassen sie sich ändern.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortGridModel</name>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortPage</name>
    <message>
        <source>Stratum</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Turned away</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>of</source>
        <translation>von</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Accept (A)</source>
        <translation>Annehmen (A)</translation>
    </message>
    <message>
        <source>Reject (R)</source>
        <translation>Ablehnen (R)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Strata</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>What the checks turned away</source>
        <translation>Was die Prüfungen abgelehnt haben</translation>
    </message>
    <message>
        <source>Which cases</source>
        <translation>Welche Fälle</translation>
    </message>
    <message>
        <source>All cases</source>
        <translation>Alle Fälle</translation>
    </message>
    <message>
        <source>with a try turned away</source>
        <translation>mit einem abgelehnten Versuch</translation>
    </message>
    <message>
        <source>Radiographs of the cohort</source>
        <translation>Aufnahmen der Kohorte</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Versuch</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n Fall</numerusform>
            <numerusform>%n Fälle</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Try %1</source>
        <translation>Versuch %1</translation>
    </message>
    <message>
        <source>Choose a case to see its radiograph, its report and what the checks found.</source>
        <translation>Wählen Sie einen Fall, um seine Aufnahme, seinen Befund und das Ergebnis der Prüfungen zu sehen.</translation>
    </message>
    <message>
        <source>Try %1, seed %2</source>
        <translation>Versuch %1, Startwert %2</translation>
    </message>
    <message>
        <source>the one it is like</source>
        <translation>die, der sie gleicht</translation>
    </message>
    <message>
        <source>training radiograph</source>
        <translation>Trainingsaufnahme</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n case(s))</source>
        <translation>
            <numerusform>%1 (%n Fall)</numerusform>
            <numerusform>%1 (%n Fälle)</numerusform>
        </translation>
    </message>
    <message>
        <source>side of %1</source>
        <translation>Seite von %1</translation>
    </message>
    <message>
        <source>Asked for, but looked at by no check: %1</source>
        <translation>Gewünscht, aber von keiner Prüfung angesehen: %1</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CohortsRoom</name>
    <message>
        <source>New cohort…</source>
        <translation>Neue Kohorte…</translation>
    </message>
    <message>
        <source>Cohorts</source>
        <translation>Kohorten</translation>
    </message>
    <message>
        <source>No cohort yet. “New cohort…” plans one: who its radiographs show, how many of each, and which are turned away.</source>
        <translation>Noch keine Kohorte. „Neue Kohorte…“ plant eine: wen ihre Aufnahmen zeigen, wie viele von jedem, und welche abgelehnt werden.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ColumnPickers</name>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>Ethnie</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>Name of the row</source>
        <translation>Name der Zeile</translation>
    </message>
    <message>
        <source>Column for: %1</source>
        <translation>Spalte für: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n column(s) of 1 and 0</source>
        <translation>
            <numerusform>%n Spalte mit 1 und 0</numerusform>
            <numerusform>%n Spalten mit 1 und 0</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Image in the file of boxes</source>
        <translation>Bild in der Datei der Rahmen</translation>
    </message>
    <message>
        <source>Name of the image</source>
        <translation>Name des Bildes</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Fall</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>Arm</translation>
    </message>
    <message>
        <source>Stratum</source>
        <translation>Stratum</translation>
    </message>
    <message>
        <source>For practice</source>
        <translation>Zur Übung</translation>
    </message>
    <message>
        <source>Report</source>
        <comment>of a case that is read</comment>
        <translation>Befund</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::CompareRoom</name>
    <message>
        <source>Nothing to compare yet. Choose images in the Gallery and press Compare.</source>
        <translation>Noch nichts zu vergleichen. Wählen Sie Bilder in der Galerie und dort „Vergleichen“.</translation>
    </message>
    <message>
        <source>W/L %1/%2 · %3×</source>
        <translation>W/L %1/%2 · %3×</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Each image in its own viewport</source>
        <translation>Jedes Bild in seiner eigenen Ansicht</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>Blende</translation>
    </message>
    <message>
        <source>The first image left of the slider, the second right of it</source>
        <translation>Das erste Bild links vom Regler, das zweite rechts</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>Wechsel</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Mid grey where both agree, brighter where the first is brighter</source>
        <translation>Mittelgrau, wo beide gleich sind; heller, wo das erste heller ist</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Koppeln</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>One place for both; a key changes between them</source>
        <translation>Ein Ort für beide; eine Taste wechselt zwischen ihnen</translation>
    </message>
    <message>
        <source>Zoom, pan, window and level go together</source>
        <translation>Zoom, Ausschnitt und Fensterung gemeinsam</translation>
    </message>
    <message>
        <source>How often each grey occurs</source>
        <translation>Wie oft jeder Grauwert vorkommt</translation>
    </message>
    <message>
        <source>Key %1</source>
        <translation>Taste %1</translation>
    </message>
    <message>
        <source>Rating %1</source>
        <translation>Bewertung %1</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>A left, B right</source>
        <translation>A links, B rechts</translation>
    </message>
    <message>
        <source>A − B: mid grey where they agree</source>
        <translation>A − B: Mittelgrau, wo sie gleich sind</translation>
    </message>
    <message>
        <source>Both were made from the same recipe.</source>
        <translation>Beide entstanden nach demselben Rezept.</translation>
    </message>
    <message>
        <source>A → B: %1</source>
        <translation>A → B: %1</translation>
    </message>
    <message>
        <source>Rate %1</source>
        <translation>%1 bewerten</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bewerten</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ComposeRoom</name>
    <message>
        <source>Your radiographs appear here. Write a report on the left and choose Generate.</source>
        <translation>Hier erscheinen Ihre Bilder. Schreiben Sie links einen Bericht und wählen Sie „Erzeugen“.</translation>
    </message>
    <message>
        <source>W/L %1/%2 · %3×</source>
        <translation>W/L %1/%2 · %3×</translation>
    </message>
    <message>
        <source>step %1/%2 · %3 left</source>
        <translation>Schritt %1/%2 · noch %3</translation>
    </message>
    <message>
        <source>step %1/%2</source>
        <translation>Schritt %1/%2</translation>
    </message>
    <message>
        <source>Cancelled. What was finished is kept.</source>
        <translation>Abgebrochen. Was fertig war, ist behalten.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>The overlays were hidden; they are shown again, so that you see what you draw.</source>
        <translation>Die Einblendungen waren ausgeblendet; sie sind wieder da, damit Sie sehen, was Sie zeichnen.</translation>
    </message>
    <message>
        <source>Model “%1”. %2</source>
        <translation>Modell „%1“. %2</translation>
    </message>
    <message>
        <source>Choose another model, or copy this one again or import it anew. Models shows which files are whole.</source>
        <translation>Wählen Sie ein anderes Modell, oder kopieren oder importieren Sie dieses neu. „Modelle“ zeigt, welche Dateien heil sind.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::FindingsPicker</name>
    <message>
        <source>Findings of the stratum</source>
        <translation>Befunde der Schicht</translation>
    </message>
    <message>
        <source>Side of %1</source>
        <translation>Seite von %1</translation>
    </message>
    <message>
        <source>side is drawn</source>
        <translation>Seite wird gelost</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>both sides</source>
        <translation>beidseits</translation>
    </message>
    <message>
        <source>Nothing chosen: No Finding.</source>
        <translation>Nichts gewählt: kein Befund.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::FindingsTable</name>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>What was found in the data</source>
        <translation>Was in den Daten gefunden wurde</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>remark</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>Folge</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::FineTuneForm</name>
    <message>
        <source>Sex, age, race and view are part of the prompt</source>
        <translation>Geschlecht, Alter, Ethnie und Projektion gehören zum Prompt</translation>
    </message>
    <message>
        <source>Check the data</source>
        <translation>Daten prüfen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Measure the time</source>
        <translation>Dauer messen</translation>
    </message>
    <message>
        <source>New fine-tuning</source>
        <translation>Neues Fine-Tuning</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>CSV or JSON lines: image, report, and split, patient, mask, boxes where there are</source>
        <translation>CSV oder JSON-Zeilen: image, report, dazu split, patient, mask, boxes, wo vorhanden</translation>
    </message>
    <message>
        <source>The whole model, from reports</source>
        <translation>Das ganze Modell, aus Berichten</translation>
    </message>
    <message>
        <source>Adapters (LoRA): small, the model itself stays</source>
        <translation>Adapter (LoRA): klein, das Modell selbst bleibt</translation>
    </message>
    <message>
        <source>Control by masks</source>
        <translation>Führung durch Masken</translation>
    </message>
    <message>
        <source>Control by boxes</source>
        <translation>Führung durch Rahmen</translation>
    </message>
    <message>
        <source>quick: a few dozen radiographs and a small model. release and paper: as ChexGen was trained, for graphics cards. starter: a small model from nothing.</source>
        <translation>quick: einige Dutzend Aufnahmen und ein kleines Modell. release und paper: wie ChexGen trainiert wurde, für Grafikkarten. starter: ein kleines Modell von Grund auf.</translation>
    </message>
    <message>
        <source>Name of the task</source>
        <translation>Name der Aufgabe</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Model to start from</source>
        <translation>Ausgangsmodell</translation>
    </message>
    <message>
        <source>What learns</source>
        <translation>Was lernt</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Table of radiographs and reports</source>
        <translation>Tabelle mit Aufnahmen und Berichten</translation>
    </message>
    <message>
        <source>Choose a table, or images in the Gallery.</source>
        <translation>Wählen Sie eine Tabelle, oder Bilder in der Galerie.</translation>
    </message>
    <message>
        <source>Check the data before anything is started: every row is looked at.</source>
        <translation>Prüfen Sie die Daten, bevor etwas startet: Jede Zeile wird angesehen.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Nothing is wrong with them.</source>
        <translation>An ihnen ist nichts falsch.</translation>
    </message>
    <message>
        <source>There is no row to learn from.</source>
        <translation>Es gibt keine Zeile zum Lernen.</translation>
    </message>
    <message>
        <source>About %1 at the speed of “%2” on this machine</source>
        <translation>Etwa %1 bei der Geschwindigkeit von „%2“ auf diesem Rechner</translation>
    </message>
    <message>
        <source>measuring how long it takes</source>
        <translation>die Dauer wird gemessen</translation>
    </message>
    <message>
        <source>About %1 on this machine</source>
        <translation>Etwa %1 auf diesem Rechner</translation>
    </message>
    <message>
        <source>The time left is told after the first steps.</source>
        <translation>Die Dauer steht nach den ersten Schritten fest.</translation>
    </message>
    <message>
        <source>Fine-tune %1</source>
        <translation>Fine-Tuning mit %1</translation>
    </message>
    <message>
        <source>Encode for “%1”</source>
        <translation>Kodieren für „%1“</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) to learn from</source>
        <translation>
            <numerusform>%n Zeile zum Lernen</numerusform>
            <numerusform>%n Zeilen zum Lernen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n held out.</source>
        <translation>
            <numerusform>%n zurückgehalten.</numerusform>
            <numerusform>%n zurückgehalten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are left out; see below.</source>
        <translation>
            <numerusform>%n Zeile wird ausgelassen; siehe unten.</numerusform>
            <numerusform>%n Zeilen werden ausgelassen; siehe unten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Write reports from the labels where there are none</source>
        <translation>Berichte aus den Labels schreiben, wo keine stehen</translation>
    </message>
    <message>
        <source>Pass over labels that are not understood</source>
        <translation>Nicht verstandene Labels übergehen</translation>
    </message>
    <message>
        <source>Also learn from rows without a report, or with the same one</source>
        <translation>Auch aus Zeilen ohne Bericht oder mit gleichem Bericht lernen</translation>
    </message>
    <message>
        <source>For radiographs that have labels (“Effusion”) and no report: a report that says what the labels say, and no more.</source>
        <translation>Für Röntgenbilder, die Labels („Effusion“) und keinen Bericht haben: ein Bericht, der sagt, was die Labels sagen, und nicht mehr.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt *.jsonl *.json);;All files (*)</source>
        <translation>Tabellen (*.csv *.tsv *.txt *.jsonl *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Checking: %1 %</source>
        <translation>Prüfung: %1 %</translation>
    </message>
    <message>
        <source>All reports are the same: nothing could be learned of what they say.</source>
        <translation>Alle Berichte sind gleich: Aus ihnen wäre nicht zu lernen, was Berichte sagen.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) have labels and no report; reports can be written from the labels.</source>
        <translation>
            <numerusform>%n Zeile hat Labels und keinen Bericht; Berichte können aus den Labels geschrieben werden.</numerusform>
            <numerusform>%n Zeilen haben Labels und keinen Bericht; Berichte können aus den Labels geschrieben werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Box numbers</source>
        <translation>Zahlen der Rahmen</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::GalleryDetails</name>
    <message>
        <source>complete mismatch</source>
        <translation>passt gar nicht</translation>
    </message>
    <message>
        <source>a key finding is missing</source>
        <translation>ein Hauptbefund fehlt</translation>
    </message>
    <message>
        <source>the main finding is there, details are missing</source>
        <translation>der Hauptbefund ist da, Einzelheiten fehlen</translation>
    </message>
    <message>
        <source>most agrees</source>
        <translation>das meiste stimmt</translation>
    </message>
    <message>
        <source>all agrees</source>
        <translation>alles stimmt</translation>
    </message>
    <message>
        <source>%1 (key %2); once more takes it back</source>
        <translation>%1 (Taste %2); noch einmal nimmt es zurück</translation>
    </message>
    <message>
        <source>Rating %1: %2</source>
        <translation>Bewertung %1: %2</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Does it show what the report says?</source>
        <translation>Zeigt es, was der Bericht sagt?</translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose an image to see where it comes from.</source>
        <translation>Wählen Sie ein Bild, um zu sehen, woher es kommt.</translation>
    </message>
    <message>
        <source>Synthetic radiograph</source>
        <translation>Synthetische Aufnahme</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>%1 years</source>
        <translation>%1 Jahre</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>Ethnie</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Erzeugt</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importiert</translation>
    </message>
    <message>
        <source>What is known of the image</source>
        <translation>Was über das Bild bekannt ist</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::GalleryFilters</name>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Report, comment, patient, file</source>
        <translation>Bericht, Kommentar, Patient, Datei</translation>
    </message>
    <message>
        <source>Text to look for</source>
        <translation>Gesuchter Text</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Synthetic</source>
        <translation>Synthetisch</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importiert</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>A label of an imported image, or what the report of a synthetic one states</source>
        <translation>Ein Label eines importierten Bildes, oder was der Bericht eines synthetischen sagt</translation>
    </message>
    <message>
        <source>Made or imported</source>
        <translation>Erzeugt oder importiert</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>In the last 7 days</source>
        <translation>In den letzten 7 Tagen</translation>
    </message>
    <message>
        <source>In the last 30 days</source>
        <translation>In den letzten 30 Tagen</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>%1 or better</source>
        <translation>%1 oder besser</translation>
    </message>
    <message>
        <source>Rated</source>
        <translation>Bewertet</translation>
    </message>
    <message>
        <source>Not rated</source>
        <translation>Nicht bewertet</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Papierkorb</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::GalleryRoom</name>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Radiographs from a folder or a table</source>
        <translation>Aufnahmen aus einem Ordner oder einer Tabelle</translation>
    </message>
    <message>
        <source>Folder of radiographs…</source>
        <translation>Ordner mit Aufnahmen…</translation>
    </message>
    <message>
        <source>Table with labels…</source>
        <translation>Tabelle mit Labels…</translation>
    </message>
    <message>
        <source>Restore in Compose</source>
        <translation>In „Verfassen“ herstellen</translation>
    </message>
    <message>
        <source>Report, drawing, settings and seed as they were when this image was made</source>
        <translation>Bericht, Zeichnung, Einstellungen und Startwert wie bei der Entstehung dieses Bildes</translation>
    </message>
    <message>
        <source>Draw over it</source>
        <translation>Darauf zeichnen</translation>
    </message>
    <message>
        <source>Show it under the drawing in Compose</source>
        <translation>In „Verfassen“ unter die Zeichnung legen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Look at the chosen images side by side</source>
        <translation>Die gewählten Bilder nebeneinander ansehen</translation>
    </message>
    <message>
        <source>Fine-tune…</source>
        <translation>Fine-Tuning…</translation>
    </message>
    <message>
        <source>Train a model with the chosen images and their reports</source>
        <translation>Ein Modell mit den gewählten Bildern und ihren Berichten trainieren</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Copies of the chosen images and a table that says what they are</source>
        <translation>Kopien der gewählten Bilder und eine Tabelle, die sagt, was sie sind</translation>
    </message>
    <message>
        <source>Move to bin</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>The chosen images can be brought back (Del)</source>
        <translation>Die gewählten Bilder lassen sich zurückholen (Entf)</translation>
    </message>
    <message>
        <source>Empty bin…</source>
        <translation>Papierkorb leeren…</translation>
    </message>
    <message>
        <source>Removes what is in the bin for good</source>
        <translation>Entfernt endgültig, was im Papierkorb liegt</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>Größe der Bilder</translation>
    </message>
    <message>
        <source>Size of the pictures (Ctrl + wheel)</source>
        <translation>Größe der Bilder (Strg + Mausrad)</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>Wird importiert</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Empty the bin?</source>
        <translation>Papierkorb leeren?</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) will be removed for good.</source>
        <translation>
            <numerusform>%n Bild wird endgültig entfernt.</numerusform>
            <numerusform>%n Bilder werden endgültig entfernt.</numerusform>
        </translation>
    </message>
    <message>
        <source>No image passes these filters.</source>
        <translation>Kein Bild passt zu diesen Filtern.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>The bin is empty.</source>
        <translation>Der Papierkorb ist leer.</translation>
    </message>
    <message>
        <source>Back to the project</source>
        <translation>Zurück zum Projekt</translation>
    </message>
    <message>
        <source>What you generate and import appears here.</source>
        <translation>Was Sie erzeugen und importieren, erscheint hier.</translation>
    </message>
    <message>
        <source>Import a folder of radiographs…</source>
        <translation>Einen Ordner mit Aufnahmen importieren…</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) brought back</source>
        <translation>
            <numerusform>%n Bild zurückgeholt</numerusform>
            <numerusform>%n Bilder zurückgeholt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) moved to the bin</source>
        <translation>
            <numerusform>%n Bild in den Papierkorb gelegt</numerusform>
            <numerusform>%n Bilder in den Papierkorb gelegt</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder of radiographs</source>
        <translation>Ordner mit Aufnahmen</translation>
    </message>
    <message>
        <source>Table of radiographs</source>
        <translation>Tabelle mit Aufnahmen</translation>
    </message>
    <message>
        <source>Tables (*.csv *.jsonl *.json);;All files (*)</source>
        <translation>Tabellen (*.csv *.jsonl *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Folder to make for the images</source>
        <translation>Neuer Ordner für die Bilder</translation>
    </message>
    <message numerus="yes">
        <source>Import cancelled, %n image(s) taken</source>
        <translation>
            <numerusform>Import abgebrochen, %n Bild übernommen</numerusform>
            <numerusform>Import abgebrochen, %n Bilder übernommen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) imported</source>
        <translation>
            <numerusform>%n Bild importiert</numerusform>
            <numerusform>%n Bilder importiert</numerusform>
        </translation>
    </message>
    <message>
        <source>A file could not be imported. %1</source>
        <translation>Eine Datei ließ sich nicht importieren. %1</translation>
    </message>
    <message>
        <source>%1 files could not be imported. The first is %2</source>
        <translation>%1 Dateien ließen sich nicht importieren. Die erste ist %2</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) were taken into the project.</source>
        <translation>
            <numerusform>%n Bild wurde ins Projekt übernommen.</numerusform>
            <numerusform>%n Bilder wurden ins Projekt übernommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) exported to %1</source>
        <translation>
            <numerusform>%n Bild exportiert nach %1</numerusform>
            <numerusform>%n Bilder exportiert nach %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Reader study…</source>
        <translation>Leserstudie…</translation>
    </message>
    <message>
        <source>Have the chosen images rated blinded</source>
        <translation>Die gewählten Bilder verblindet bewerten lassen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close what the import told</source>
        <translation>Meldungen des Imports schließen</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n image(s))</source>
        <translation>
            <numerusform>%1 (%n Bild)</numerusform>
            <numerusform>%1 (%n Bilder)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::GeneratePanel</name>
    <message>
        <source>Another seed</source>
        <translation>Anderer Startwert</translation>
    </message>
    <message>
        <source>Keep this seed for the next image</source>
        <translation>Diesen Startwert für das nächste Bild behalten</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Makes the images</source>
        <translation>Erzeugt die Bilder</translation>
    </message>
    <message>
        <source>Stops at the next step; finished images are kept.</source>
        <translation>Hält beim nächsten Schritt an; fertige Bilder bleiben.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Report only</source>
        <translation>Nur Bericht</translation>
    </message>
    <message>
        <source>Report and mask</source>
        <translation>Bericht und Maske</translation>
    </message>
    <message>
        <source>Report and boxes</source>
        <translation>Bericht und Rahmen</translation>
    </message>
    <message>
        <source>Studio</source>
        <translation>Studio</translation>
    </message>
    <message>
        <source>Guides all four latent channels, also with mask or boxes.</source>
        <translation>Führt alle vier latenten Kanäle, auch mit Maske oder Rahmen.</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>Wie veröffentlicht</translation>
    </message>
    <message>
        <source>Repeats the arithmetic of the release exactly.</source>
        <translation>Wiederholt die Rechnung der Veröffentlichung genau.</translation>
    </message>
    <message>
        <source>Ancestral (DDPM)</source>
        <translation>Ancestral (DDPM)</translation>
    </message>
    <message>
        <source>Guided by</source>
        <translation>Geführt von</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>no model installed</source>
        <translation>kein Modell installiert</translation>
    </message>
    <message>
        <source>Import a model in Models, or name a model folder in CHEXGEN_MODEL.</source>
        <translation>Importieren Sie ein Modell unter „Modelle“, oder nennen Sie einen Modellordner in CHEXGEN_MODEL.</translation>
    </message>
    <message>
        <source>%1 × %1 pixels</source>
        <translation>%1 × %1 Pixel</translation>
    </message>
    <message>
        <source>This model has no mask branch.</source>
        <translation>Dieses Modell hat keinen Maskenzweig.</translation>
    </message>
    <message>
        <source>This model has no box branch.</source>
        <translation>Dieses Modell hat keinen Rahmenzweig.</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>%1 · %2 left</source>
        <translation>%1 · noch %2</translation>
    </message>
    <message>
        <source>The mask and the boxes on the canvas are not used.</source>
        <translation>Die Maske und die Rahmen auf der Zeichenfläche werden nicht verwendet.</translation>
    </message>
    <message>
        <source>The mask on the canvas is not used.</source>
        <translation>Die Maske auf der Zeichenfläche wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The boxes on the canvas are not used.</source>
        <translation>Die Rahmen auf der Zeichenfläche werden nicht verwendet.</translation>
    </message>
    <message>
        <source>The report alone guides the radiograph.</source>
        <translation>Allein der Bericht leitet die Aufnahme.</translation>
    </message>
    <message>
        <source>Report and mask guide the radiograph.</source>
        <translation>Bericht und Maske leiten die Aufnahme.</translation>
    </message>
    <message>
        <source>Report and boxes guide the radiograph.</source>
        <translation>Bericht und Rahmen leiten die Aufnahme.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::HomeRoom</name>
    <message>
        <source>%1: images %2 · masks %3 · runs %4 · exports %5 · database %6</source>
        <translation>%1: Bilder %2 · Masken %3 · Läufe %4 · Exporte %5 · Datenbank %6</translation>
    </message>
    <message>
        <source>Check integrity</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Back up…</source>
        <translation>Sichern…</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>A project is a folder that keeps your reports, drawings and images. Everything is saved as you work.</source>
        <translation>Ein Projekt ist ein Ordner für Ihre Berichte, Zeichnungen und Bilder. Alles wird beim Arbeiten gespeichert.</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>Neues Projekt…</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt geöffnete Projekte</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Geöffnetes Projekt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Open for reading only</source>
        <translation>Nur zum Lesen öffnen</translation>
    </message>
    <message>
        <source>Take the project over?</source>
        <translation>Projekt übernehmen?</translation>
    </message>
    <message>
        <source>If that program still runs, both would write the same files and could damage the project. Go on only if you know that it is closed.</source>
        <translation>Läuft jenes Programm noch, schrieben beide dieselben Dateien und könnten das Projekt beschädigen. Fahren Sie nur fort, wenn Sie wissen, dass es geschlossen ist.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>ChexGen projects (*.chexgen)</source>
        <translation>ChexGen-Projekte (*.chexgen)</translation>
    </message>
    <message>
        <source>Open a project folder (NAME.chexgen)</source>
        <translation>Projektordner öffnen (NAME.chexgen)</translation>
    </message>
    <message>
        <source>Back up to</source>
        <translation>Sichern nach</translation>
    </message>
    <message>
        <source>Backing up</source>
        <translation>Wird gesichert</translation>
    </message>
    <message>
        <source>Backed up to %1, and compared with the original.</source>
        <translation>Gesichert nach %1 und mit dem Original verglichen.</translation>
    </message>
    <message>
        <source>Checking every file</source>
        <translation>Jede Datei wird geprüft</translation>
    </message>
    <message numerus="yes">
        <source>The database and all %n file(s) are whole.</source>
        <translation>
            <numerusform>Die Datenbank und %n Datei sind unversehrt.</numerusform>
            <numerusform>Die Datenbank und alle %n Dateien sind unversehrt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) found:</source>
        <translation>
            <numerusform>%n Problem gefunden:</numerusform>
            <numerusform>%n Probleme gefunden:</numerusform>
        </translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>Enter or double-click opens it.</source>
        <translation>Eingabetaste oder Doppelklick öffnet es.</translation>
    </message>
    <message>
        <source>No project yet. Begin with “New project…”.</source>
        <translation>Noch kein Projekt. Beginnen Sie mit „Neues Projekt…“.</translation>
    </message>
    <message>
        <source>counting the files</source>
        <translation>die Dateien werden gezählt</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::KeySheet</name>
    <message>
        <source>Arrows</source>
        <translation>Pfeile</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Shift+arrows</source>
        <translation>Umschalt+Pfeile</translation>
    </message>
    <message>
        <source>Window and level</source>
        <translation>Fensterung</translation>
    </message>
    <message>
        <source>Ctrl+left or right</source>
        <translation>Strg+links oder rechts</translation>
    </message>
    <message>
        <source>The view beside</source>
        <translation>Die Ansicht daneben</translation>
    </message>
    <message>
        <source>Space, held</source>
        <translation>Leertaste, gehalten</translation>
    </message>
    <message>
        <source>Pan with the mouse</source>
        <translation>Mit der Maus verschieben</translation>
    </message>
    <message>
        <source>1 to 9</source>
        <translation>1 bis 9</translation>
    </message>
    <message>
        <source>Drawing: label or finding</source>
        <translation>Zeichnen: Struktur oder Befund</translation>
    </message>
    <message>
        <source>1 to 5</source>
        <translation>1 bis 5</translation>
    </message>
    <message>
        <source>Gallery and Compare: rate −2 to +2</source>
        <translation>Galerie und Vergleichen: bewerten, −2 bis +2</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Gallery: open · Polygon: close</source>
        <translation>Galerie: öffnen · Polygon: schließen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Gallery: into the bin · Box: remove</source>
        <translation>Galerie: in den Papierkorb · Rahmen: entfernen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Leave the gesture</source>
        <translation>Die Geste verlassen</translation>
    </message>
    <message>
        <source>Ctrl+Tab</source>
        <translation>Strg+Tab</translation>
    </message>
    <message>
        <source>Out of the radiograph, to the next control</source>
        <translation>Aus der Aufnahme zum nächsten Bedienelement</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Other keys can be chosen in Settings.</source>
        <translation>Andere Tasten lassen sich in den Einstellungen wählen.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Immer</translation>
    </message>
    <message>
        <source>1 to 9, Enter</source>
        <translation>1 bis 9, Eingabe</translation>
    </message>
    <message>
        <source>Reading: answer, next</source>
        <translation>Lesen: antworten, weiter</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::KeyTable</name>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Standard keys</source>
        <translation>Standardtasten</translation>
    </message>
    <message>
        <source>Click, then press the keys; Backspace leaves none</source>
        <translation>Anklicken, dann die Tasten drücken; die Rücktaste lässt keine</translation>
    </message>
    <message>
        <source>%1 is the key of “%2” already</source>
        <translation>%1 ist schon die Taste für „%2“</translation>
    </message>
    <message>
        <source>%1: the key %2 belongs to “%3”</source>
        <translation>%1: Die Taste %2 gehört zu „%3“</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::MainWindow</name>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Compose</source>
        <translation>Verfassen</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Synthetic radiographs · not for diagnosis</source>
        <translation>Synthetische Aufnahmen · nicht zur Diagnose</translation>
    </message>
    <message>
        <source>Say what it should show</source>
        <translation>Sagen, was es zeigen soll</translation>
    </message>
    <message>
        <source>Write findings and impression, and choose sex, age and view. Below the text you see what the model will read of it.</source>
        <translation>Schreiben Sie Befund und Beurteilung und wählen Sie Geschlecht, Alter und Projektion. Unter dem Text sehen Sie, was das Modell davon liest.</translation>
    </message>
    <message>
        <source>Draw where it should be</source>
        <translation>Zeichnen, wo es sein soll</translation>
    </message>
    <message>
        <source>Paint a mask or draw finding boxes, on black or over a radiograph, for models that are guided by them.</source>
        <translation>Malen Sie eine Maske oder ziehen Sie Befundrahmen, auf Schwarz oder über einer Aufnahme, für Modelle, die sich davon führen lassen.</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>The starter model is ready. Every image keeps its recipe, is marked as synthetic, and is not for diagnosis.</source>
        <translation>Das Startmodell ist bereit. Jedes Bild behält sein Rezept, ist als synthetisch gekennzeichnet und nicht zur Diagnose.</translation>
    </message>
    <message>
        <source>Look, compare, rate</source>
        <translation>Ansehen, vergleichen, bewerten</translation>
    </message>
    <message>
        <source>Gallery holds every image of the project, real ones too. From there they go to Compare.</source>
        <translation>Die Galerie enthält alle Bilder des Projekts, auch echte. Von dort gehen sie zum Vergleichen.</translation>
    </message>
    <message>
        <source>Train and import</source>
        <translation>Trainieren und importieren</translation>
    </message>
    <message>
        <source>Tasks runs fine-tuning and batches; Models takes in checkpoints of your own. F1 shows every key.</source>
        <translation>„Aufgaben“ führt Fine-Tuning und Stapel aus, „Modelle“ nimmt eigene Checkpoints auf. F1 zeigt alle Tasten.</translation>
    </message>
    <message>
        <source>Open or make a project first; then the first steps are shown.</source>
        <translation>Öffnen oder erstellen Sie erst ein Projekt; dann werden die ersten Schritte gezeigt.</translation>
    </message>
    <message>
        <source>Close and lose what could not be written?</source>
        <translation>Schließen und verlieren, was sich nicht schreiben ließ?</translation>
    </message>
    <message>
        <source>The last changes are only in memory. If you keep the project open, they are written as soon as there is a way.</source>
        <translation>Die letzten Änderungen sind nur im Speicher. Bleibt das Projekt offen, werden sie geschrieben, sobald es geht.</translation>
    </message>
    <message>
        <source>What you do is kept in memory and written as soon as there is a way. Leave the Studio open.</source>
        <translation>Was Sie tun, bleibt im Speicher und wird geschrieben, sobald es geht. Lassen Sie das Studio offen.</translation>
    </message>
    <message>
        <source>%1 · %2 · ready</source>
        <translation>%1 · %2 · bereit</translation>
    </message>
    <message>
        <source>loading %1</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>working</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>nur lesbar</translation>
    </message>
    <message>
        <source>Take over…</source>
        <translation>Übernehmen…</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Cohorts</source>
        <translation>Kohorten</translation>
    </message>
    <message>
        <source>%1 could not be loaded</source>
        <translation>%1 ließ sich nicht laden</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ModelCard</name>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>%1 (not %2)</source>
        <translation>%1 (nicht %2)</translation>
    </message>
    <message>
        <source>%1 × %1 pixels</source>
        <translation>%1 × %1 Pixel</translation>
    </message>
    <message numerus="yes">
        <source>%n block(s)</source>
        <translation>
            <numerusform>%n Block</numerusform>
            <numerusform>%n Blöcke</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of width %2, patch %3</source>
        <translation>%1 der Breite %2, Patch %3</translation>
    </message>
    <message>
        <source>report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Make default</source>
        <translation>Als Standard</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>Dateien prüfen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1, Version %2</translation>
    </message>
    <message>
        <source>Guided by</source>
        <translation>Geführt von</translation>
    </message>
    <message>
        <source>Prompts may state</source>
        <translation>Prompts dürfen nennen</translation>
    </message>
    <message>
        <source>Makes</source>
        <translation>Macht Bilder von</translation>
    </message>
    <message>
        <source>Learned from</source>
        <translation>Gelernt aus</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Weights from</source>
        <translation>Gewichte aus</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Compares every file with the SHA-256 that model.json states</source>
        <translation>Vergleicht jede Datei mit dem SHA-256, den model.json nennt</translation>
    </message>
    <message>
        <source>Moves the model&apos;s folder to the bin of this computer</source>
        <translation>Legt den Modellordner in den Papierkorb dieses Rechners</translation>
    </message>
    <message>
        <source>Random weights: what it draws is not a radiograph.</source>
        <translation>Zufällige Gewichte: Was es zeichnet, ist keine Aufnahme.</translation>
    </message>
    <message>
        <source>identity %1</source>
        <translation>Kennung %1</translation>
    </message>
    <message>
        <source>%1, not checked yet · %2</source>
        <translation>%1, noch nicht geprüft · %2</translation>
    </message>
    <message>
        <source>%1, being checked · %2</source>
        <translation>%1, wird geprüft · %2</translation>
    </message>
    <message>
        <source>%1, whole: checked %2 · %3</source>
        <translation>%1, unversehrt: geprüft %2 · %3</translation>
    </message>
    <message>
        <source>SHA-256 of model.json: %1</source>
        <translation>SHA-256 von model.json: %1</translation>
    </message>
    <message>
        <source>boxes (%1)</source>
        <translation>Rahmen (%1)</translation>
    </message>
    <message>
        <source>Shown to draw</source>
        <translation>Zeichnet nachweislich</translation>
    </message>
    <message>
        <source>the whole model</source>
        <translation>das ganze Modell</translation>
    </message>
    <message>
        <source>adapters (LoRA)</source>
        <translation>Adapter (LoRA)</translation>
    </message>
    <message>
        <source>control by masks</source>
        <translation>Steuerung durch Masken</translation>
    </message>
    <message>
        <source>control by boxes</source>
        <translation>Steuerung durch Rahmen</translation>
    </message>
    <message>
        <source>autoencoder</source>
        <translation>Autoencoder</translation>
    </message>
    <message numerus="yes">
        <source>%n radiograph(s)</source>
        <translation>
            <numerusform>%n Röntgenbild</numerusform>
            <numerusform>%n Röntgenbildern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n patient(s)</source>
        <translation>
            <numerusform>%1 von %n Patienten</numerusform>
            <numerusform>%1 von %n Patienten</numerusform>
        </translation>
    </message>
    <message>
        <source>from “%1” (identity %2): %3 on %4</source>
        <translation>ausgehend von „%1“ (Kennung %2): %3 mit %4</translation>
    </message>
    <message>
        <source>Fine-tuned</source>
        <translation>Fine-Tuning</translation>
    </message>
    <message>
        <source>Damaged. %1 Nothing is made with it: copy the model again or import it anew.</source>
        <translation>Beschädigt. %1 Damit wird nichts erzeugt: Kopieren oder importieren Sie das Modell neu.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ModelImportForm</name>
    <message>
        <source>%1: %2 million weights, %3</source>
        <translation>%1: %2 Millionen Gewichte, %3</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>Modell importieren</translation>
    </message>
    <message>
        <source>Name a whole model folder, or its parts one by one. What is not named comes from the model below “Missing parts”. The files stay as they are; the model is made beside them, whole or not at all.</source>
        <translation>Nennen Sie einen ganzen Modellordner oder seine Teile einzeln. Was fehlt, kommt aus dem Modell unter „Fehlende Teile“. Die Dateien bleiben, wie sie sind; das Modell entsteht daneben, ganz oder gar nicht.</translation>
    </message>
    <message>
        <source>Whole model</source>
        <translation>Ganzes Modell</translation>
    </message>
    <message>
        <source>Folder of a diffusers pipeline, or a model folder</source>
        <translation>Ordner einer diffusers-Pipeline, oder ein Modellordner</translation>
    </message>
    <message>
        <source>Transformer</source>
        <translation>Transformer</translation>
    </message>
    <message>
        <source>ChexGen checkpoint (.pth), safetensors or diffusers folder</source>
        <translation>ChexGen-Checkpoint (.pth), safetensors oder diffusers-Ordner</translation>
    </message>
    <message>
        <source>Mask control</source>
        <translation>Maskenführung</translation>
    </message>
    <message>
        <source>Control checkpoint that was trained with masks</source>
        <translation>Mit Masken trainierter Control-Checkpoint</translation>
    </message>
    <message>
        <source>Box control</source>
        <translation>Rahmenführung</translation>
    </message>
    <message>
        <source>Control checkpoint that was trained with boxes</source>
        <translation>Mit Rahmen trainierter Control-Checkpoint</translation>
    </message>
    <message>
        <source>Autoencoder</source>
        <translation>Autoencoder</translation>
    </message>
    <message>
        <source>For ChexGen: sd-vae-ft-ema</source>
        <translation>Für ChexGen: sd-vae-ft-ema</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>Textencoder</translation>
    </message>
    <message>
        <source>For ChexGen: t5-v1_1-xxl, also in several files</source>
        <translation>Für ChexGen: t5-v1_1-xxl, auch in mehreren Dateien</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>spiece.model; without one, T5&apos;s own</source>
        <translation>spiece.model; sonst der von T5</translation>
    </message>
    <message>
        <source>Missing parts</source>
        <translation>Fehlende Teile</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>Wie sie sind</translation>
    </message>
    <message>
        <source>bfloat16: half the size</source>
        <translation>bfloat16: halbe Größe</translation>
    </message>
    <message>
        <source>float16: half the size</source>
        <translation>float16: halbe Größe</translation>
    </message>
    <message>
        <source>32 bit</source>
        <translation>32 Bit</translation>
    </message>
    <message>
        <source>Store weights</source>
        <translation>Gewichte ablegen</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>Ethnie</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>Prompts may state</source>
        <translation>Prompts dürfen nennen</translation>
    </message>
    <message>
        <source>As its authors state it</source>
        <translation>Wie ihre Urheber sie angeben</translation>
    </message>
    <message>
        <source>The radiographs it learned from, in words</source>
        <translation>Die Aufnahmen, aus denen es lernte, in Worten</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Learned from</source>
        <translation>Gelernt aus</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>%1: choose a file</source>
        <translation>%1: Datei wählen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>%1: choose a folder</source>
        <translation>%1: Ordner wählen</translation>
    </message>
    <message>
        <source>Weights (*.pth *.pt *.bin *.safetensors *.json *.model);;All files (*)</source>
        <translation>Gewichte (*.pth *.pt *.bin *.safetensors *.json *.model);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>none: every part is named above</source>
        <translation>keine: jedes Teil ist oben genannt</translation>
    </message>
    <message>
        <source>Nothing that this program knows is in it.</source>
        <translation>Nichts, was dieses Programm kennt, ist darin.</translation>
    </message>
    <message>
        <source>Open a project first: the conversion is one of its tasks.</source>
        <translation>Öffnen Sie erst ein Projekt: Die Umwandlung ist eine seiner Aufgaben.</translation>
    </message>
    <message>
        <source>Name the files, or drop them here.</source>
        <translation>Nennen Sie die Dateien, oder ziehen Sie sie hierher.</translation>
    </message>
    <message>
        <source>Give the model a name.</source>
        <translation>Geben Sie dem Modell einen Namen.</translation>
    </message>
    <message>
        <source>Import “%1”</source>
        <translation>„%1“ importieren</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ModelsRoom</name>
    <message>
        <source>Import a model…</source>
        <translation>Modell importieren…</translation>
    </message>
    <message>
        <source>ChexGen&apos;s own weights</source>
        <translation>ChexGens eigene Gewichte</translation>
    </message>
    <message>
        <source>They are not part of this program: their authors give access to people who have signed the data use agreement of the radiographs they were trained on.</source>
        <translation>Sie gehören nicht zu diesem Programm: Ihre Urheber geben Zugang, wenn man die Nutzungsvereinbarung der Aufnahmen unterschrieben hat, mit denen sie trainiert wurden.</translation>
    </message>
    <message>
        <source>1. Ask for access where the authors publish their code: GitHub, era-ai-biomed/ChexGen.</source>
        <translation>1. Bitten Sie dort um Zugang, wo die Urheber ihren Code veröffentlichen: GitHub, era-ai-biomed/ChexGen.</translation>
    </message>
    <message>
        <source>2. Download one of the checkpoints (.pth): pretrained_256, finetuned_impression_512, finetuned_demographic_impression_512 or finetuned_control_siim_512. They also need the autoencoder sd-vae-ft-ema and the text encoder t5-v1_1-xxl, which are public.</source>
        <translation>2. Laden Sie einen der Checkpoints (.pth): pretrained_256, finetuned_impression_512, finetuned_demographic_impression_512 oder finetuned_control_siim_512. Sie brauchen auch den Autoencoder sd-vae-ft-ema und den Textencoder t5-v1_1-xxl; beide sind öffentlich.</translation>
    </message>
    <message>
        <source>3. Choose “Import a model…” and name the files. They are converted once, checked against ChexGen&apos;s architecture, and stay on this computer.</source>
        <translation>3. Wählen Sie „Modell importieren…“ und nennen Sie die Dateien. Sie werden einmal umgewandelt, mit ChexGens Architektur verglichen und bleiben auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Weights are read as data: no code inside a file is ever run.</source>
        <translation>Gewichte werden als Daten gelesen: Kein Code in einer Datei wird je ausgeführt.</translation>
    </message>
    <message>
        <source>A folder with a model.json that cannot be used: %1 (%2)</source>
        <translation>Ein Ordner mit einer unbrauchbaren model.json: %1 (%2)</translation>
    </message>
    <message>
        <source>No model is installed. Import one, or run the program from its whole folder.</source>
        <translation>Kein Modell ist installiert. Importieren Sie eines, oder starten Sie das Programm aus seinem vollständigen Ordner.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::QuestionEditor</name>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Range or answers</source>
        <translation>Bereich oder Antworten</translation>
    </message>
    <message>
        <source>Optional</source>
        <translation>Freiwillig</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Add a question</source>
        <translation>Frage hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>A scale takes two numbers, “1 … 5”; a choice its answers, “left; right”.</source>
        <translation>Eine Skala braucht zwei Zahlen, „1 … 5“, eine Auswahl ihre Antworten, „links; rechts“.</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skala</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>Punkt</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Rahmen</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ReadingRoom</name>
    <message>
        <source>report match</source>
        <translation>Übereinstimmung mit dem Befund</translation>
    </message>
    <message>
        <source>realism</source>
        <translation>Echtheit</translation>
    </message>
    <message>
        <source>preference</source>
        <translation>Vorliebe</translation>
    </message>
    <message>
        <source>own questions</source>
        <translation>eigene Fragen</translation>
    </message>
    <message>
        <source>Question and report on the second screen</source>
        <translation>Frage und Befund auf dem zweiten Bildschirm</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Open the package that the organiser of a study gave you (NAME.chexread). No project and no network are needed; you can pause and go on any day.</source>
        <translation>Öffnen Sie das Paket, das Sie von der Studienleitung bekommen haben (NAME.chexread). Weder Projekt noch Netz sind nötig; Sie können jederzeit aufhören und an einem anderen Tag weitermachen.</translation>
    </message>
    <message>
        <source>Open a package…</source>
        <translation>Paket öffnen…</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>Pakete</translation>
    </message>
    <message>
        <source>A reader&apos;s package</source>
        <translation>Das Paket eines Lesers</translation>
    </message>
    <message>
        <source>Packages (*.chexread)</source>
        <translation>Pakete (*.chexread)</translation>
    </message>
    <message>
        <source>Organise</source>
        <translation>Leiten</translation>
    </message>
    <message>
        <source>Make a blinded study of images from Gallery, a folder or a table: a package for each reader, and a key that stays closed until you open it.</source>
        <translation>Eine verblindete Studie aus Bildern der Galerie, eines Ordners oder einer Tabelle: ein Paket für jeden Leser und ein Schlüssel, der zu bleibt, bis Sie ihn öffnen.</translation>
    </message>
    <message>
        <source>New study…</source>
        <translation>Neue Studie…</translation>
    </message>
    <message>
        <source>Open a study…</source>
        <translation>Studie öffnen…</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>Studien</translation>
    </message>
    <message>
        <source>The roster of a study</source>
        <translation>Die Leserliste einer Studie</translation>
    </message>
    <message>
        <source>Studies (*.roster)</source>
        <translation>Studien (*.roster)</translation>
    </message>
    <message>
        <source>not found, or damaged</source>
        <translation>nicht gefunden oder beschädigt</translation>
    </message>
    <message>
        <source>The answers cannot be read</source>
        <translation>Die Antworten sind nicht lesbar</translation>
    </message>
    <message numerus="yes">
        <source>All %n answered</source>
        <translation>
            <numerusform>%n beantwortet, alle</numerusform>
            <numerusform>Alle %n beantwortet</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 answered</source>
        <translation>%1 von %2 beantwortet</translation>
    </message>
    <message>
        <source>No package yet. Open one, or drop it here.</source>
        <translation>Noch kein Paket. Öffnen Sie eines, oder ziehen Sie es hierher.</translation>
    </message>
    <message numerus="yes">
        <source>%n reader(s)</source>
        <translation>
            <numerusform>%n Leser</numerusform>
            <numerusform>%n Leser</numerusform>
        </translation>
    </message>
    <message>
        <source>No study yet. Begin with “New study…”.</source>
        <translation>Noch keine Studie. Beginnen Sie mit „Neue Studie…“.</translation>
    </message>
    <message>
        <source>My key…</source>
        <translation>Mein Schlüssel…</translation>
    </message>
    <message>
        <source>A key of your own: nobody else can sign your answers</source>
        <translation>Ein eigener Schlüssel: Niemand sonst kann Ihre Antworten unterschreiben</translation>
    </message>
    <message>
        <source>Your key</source>
        <translation>Ihr Schlüssel</translation>
    </message>
    <message>
        <source>This public key is on the clipboard. Give it to the organiser before the study is made: the package then opens on this account only, and nobody else can sign your answers. The private key stays in %1; keep a copy of that folder, and give it to nobody.</source>
        <translation>Dieser öffentliche Schlüssel liegt in der Zwischenablage. Geben Sie ihn der Studienleitung, bevor die Studie angelegt wird: Das Paket lässt sich dann nur mit diesem Konto lesen, und niemand sonst kann Ihre Antworten unterschreiben. Der private Schlüssel bleibt in %1; bewahren Sie eine Kopie dieses Ordners auf, und geben Sie ihn niemandem.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ReadingWindow</name>
    <message>
        <source>Practice: these answers do not count.</source>
        <translation>Übung: diese Antworten zählen nicht.</translation>
    </message>
    <message>
        <source>Reading · %1</source>
        <translation>Lesen · %1</translation>
    </message>
    <message>
        <source>Reader: %1</source>
        <translation>Leser: %1</translation>
    </message>
    <message>
        <source>May contain synthetic images · not for diagnosis</source>
        <translation>Kann synthetische Bilder enthalten · nicht zur Diagnose</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) to read.</source>
        <translation>
            <numerusform>%n Fall zu lesen.</numerusform>
            <numerusform>%n Fälle zu lesen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) left; you go on where you stopped.</source>
        <translation>
            <numerusform>Noch %n Fall; es geht weiter, wo Sie aufgehört haben.</numerusform>
            <numerusform>Noch %n Fälle; es geht weiter, wo Sie aufgehört haben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) at the beginning are for practice and do not count.</source>
        <translation>
            <numerusform>%n Fall am Anfang ist zur Übung und zählt nicht.</numerusform>
            <numerusform>%n Fälle am Anfang sind zur Übung und zählen nicht.</numerusform>
        </translation>
    </message>
    <message>
        <source>(only for low scores)</source>
        <translation>(nur bei niedriger Wertung)</translation>
    </message>
    <message>
        <source>Digits answer, Enter goes on, Esc pauses. Drag or Shift and arrows: window and level. Ctrl and wheel: zoom. I: invert. 0: as at first.</source>
        <translation>Ziffern antworten, Eingabe geht weiter, Esc unterbricht. Ziehen oder Umschalt und Pfeile: Fenster. Strg und Rad: Zoom. I: umkehren. 0: wie am Anfang.</translation>
    </message>
    <message>
        <source>Backspace goes back to earlier cases.</source>
        <translation>Die Rücktaste führt zu früheren Fällen zurück.</translation>
    </message>
    <message>
        <source>There is no way back to a case once it is answered.</source>
        <translation>Zu einem beantworteten Fall führt kein Weg zurück.</translation>
    </message>
    <message>
        <source>Every answer is on the disk before the next case appears. You can pause any time and go on any day.</source>
        <translation>Jede Antwort ist auf der Platte, bevor der nächste Fall erscheint. Sie können jederzeit aufhören und an einem anderen Tag weitermachen.</translation>
    </message>
    <message>
        <source>Begin (Enter)</source>
        <translation>Beginnen (Eingabe)</translation>
    </message>
    <message>
        <source>Go on (Enter)</source>
        <translation>Weiter (Eingabe)</translation>
    </message>
    <message>
        <source>Not now (Esc)</source>
        <translation>Jetzt nicht (Esc)</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Enter: next · Esc: pause</source>
        <translation>Eingabe: weiter · Esc: Pause</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>All cases are answered. Thank you.</source>
        <translation>Alle Fälle sind beantwortet. Danke.</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Your answers are in %1. Give that file to the organiser of the study, unless it lies in their folder already.</source>
        <translation>Ihre Antworten stehen in %1. Geben Sie diese Datei der Studienleitung, falls sie nicht schon in deren Ordner liegt.</translation>
    </message>
    <message>
        <source>Case %1 of %2</source>
        <translation>Fall %1 von %2</translation>
    </message>
    <message>
        <source>All answers before it are on the disk; this one is still on the screen.</source>
        <translation>Alle Antworten davor sind auf der Platte; diese steht noch auf dem Bildschirm.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::ResultStrip</name>
    <message>
        <source>Generated radiographs</source>
        <translation>Erzeugte Aufnahmen</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::SampleSizeHelp</name>
    <message>
        <source>Expected difference of the means</source>
        <translation>Erwarteter Unterschied der Mittelwerte</translation>
    </message>
    <message>
        <source>Spread of a case&apos;s difference</source>
        <translation>Streuung des Unterschieds eines Falls</translation>
    </message>
    <message>
        <source>How often the better one is preferred</source>
        <translation>Wie oft das bessere vorgezogen wird</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>spread</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>The better one is preferred in a share of</source>
        <translation>Das bessere wird vorgezogen in einem Anteil von</translation>
    </message>
    <message>
        <source>How far the means of two arms lie apart, in steps of the scale</source>
        <translation>Wie weit die Mittelwerte zweier Arme auseinanderliegen, in Stufen der Skala</translation>
    </message>
    <message>
        <source>Standard deviation of a case&apos;s difference between the arms, in the mean of readers</source>
        <translation>Standardabweichung des Unterschieds eines Falls zwischen den Armen, im Mittel der Leser</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) are needed to find that with 80 % probability (two-sided, 5 %).</source>
        <translation>
            <numerusform>%n Fall ist nötig, um das mit 80 % Wahrscheinlichkeit zu finden (zweiseitig, 5 %).</numerusform>
            <numerusform>%n Fälle sind nötig, um das mit 80 % Wahrscheinlichkeit zu finden (zweiseitig, 5 %).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n case(s) chosen find it with %1 %.</source>
        <translation>
            <numerusform>Der gewählte %n Fall findet es mit %1 %.</numerusform>
            <numerusform>Die gewählten %n Fälle finden es mit %1 %.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>chexgen::studio::Session</name>
    <message>
        <source>Open for writing by %1 (process %2 on %3, since %4).</source>
        <translation>Zum Schreiben geöffnet von %1 (Prozess %2 auf %3, seit %4).</translation>
    </message>
    <message>
        <source>You can look, but nothing can be changed here.</source>
        <translation>Sie können lesen, aber hier nichts ändern.</translation>
    </message>
    <message>
        <source>The project was opened for reading only.</source>
        <translation>Das Projekt wurde nur zum Lesen geöffnet.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::SettingsRoom</name>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Automatic: the GPU where there is one</source>
        <translation>Automatisch: die GPU, wo es eine gibt</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation>GPU (CUDA)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>32 bit</source>
        <translation>32 Bit</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Erscheinung</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>Rechnen auf</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>On one machine, precision and number of threads the same recipe gives the same pixels. What an image was made with stands in its recipe. One thread less than the machine has cores keeps the interface quick.</source>
        <translation>Auf einem Rechner, mit derselben Genauigkeit und Zahl von Threads gibt dasselbe Rezept dieselben Pixel. Womit ein Bild entstand, steht in seinem Rezept. Ein Thread weniger, als der Rechner Kerne hat, hält die Oberfläche flink.</translation>
    </message>
    <message>
        <source>The language changes when the Studio is started the next time.</source>
        <translation>Die Sprache wechselt beim nächsten Start des Studios.</translation>
    </message>
    <message>
        <source>Show the first steps</source>
        <translation>Erste Schritte zeigen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StrataDelegate</name>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>Choose findings and sides</source>
        <translation>Befunde und Seiten wählen</translation>
    </message>
    <message>
        <source>Choose findings and sides (Alt+Down)</source>
        <translation>Befunde und Seiten wählen (Alt+Pfeil ab)</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StrataEditor</name>
    <message>
        <source>Strata</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>A stratum like the chosen one</source>
        <translation>Eine Schicht wie die gewählte</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Load a table of strata…</source>
        <translation>Tabelle mit Schichten laden…</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) in all</source>
        <translation>
            <numerusform>insgesamt %n Fall</numerusform>
            <numerusform>insgesamt %n Fälle</numerusform>
        </translation>
    </message>
    <message>
        <source>Findings…</source>
        <translation>Befunde …</translation>
    </message>
    <message>
        <source>Findings and sides of the chosen stratum</source>
        <translation>Befunde und Seiten der gewählten Schicht</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StrataModel</name>
    <message>
        <source>A band of years: 60-79</source>
        <translation>Eine Spanne von Jahren: 60-79</translation>
    </message>
    <message>
        <source>Effusion:left|Cardiomegaly; where no side stands, it is drawn</source>
        <translation>Effusion:left|Cardiomegaly; wo keine Seite steht, wird sie gelost</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>Ethnie</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Stratum %1, %2: %3</source>
        <translation>Schicht %1, %2: %3</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StudyCases</name>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Fall</translation>
    </message>
    <message>
        <source>Arms</source>
        <translation>Arme</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Stratum</source>
        <translation>Stratum</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>From Gallery</source>
        <translation>Aus der Galerie</translation>
    </message>
    <message>
        <source>The images chosen there, or all that it shows; imported ones are the arm “real”</source>
        <translation>Die dort gewählten Bilder oder alle, die sie zeigt; importierte sind der Arm „real“</translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation>Aus einem Ordner…</translation>
    </message>
    <message>
        <source>Each subfolder is an arm; files of the same name are one case</source>
        <translation>Jeder Unterordner ist ein Arm; Dateien gleichen Namens sind ein Fall</translation>
    </message>
    <message>
        <source>From a table…</source>
        <translation>Aus einer Tabelle…</translation>
    </message>
    <message>
        <source>CSV: case, arm, image, and report, stratum, practice where there are</source>
        <translation>CSV: case, arm, image, und report, stratum, practice, wo es sie gibt</translation>
    </message>
    <message>
        <source>no strata</source>
        <translation>keine Strata</translation>
    </message>
    <message>
        <source>strata by view</source>
        <translation>Strata nach Aufnahme</translation>
    </message>
    <message>
        <source>strata by sex</source>
        <translation>Strata nach Geschlecht</translation>
    </message>
    <message>
        <source>strata by finding</source>
        <translation>Strata nach Befund</translation>
    </message>
    <message>
        <source>Strata</source>
        <translation>Strata</translation>
    </message>
    <message>
        <source>Of images from Gallery; a table has a column for it</source>
        <translation>Von Bildern aus der Galerie; eine Tabelle hat dafür eine Spalte</translation>
    </message>
    <message>
        <source>Folder with a subfolder for each arm</source>
        <translation>Ordner mit einem Unterordner für jeden Arm</translation>
    </message>
    <message>
        <source>Table of cases</source>
        <translation>Tabelle der Fälle</translation>
    </message>
    <message>
        <source>practice</source>
        <translation>Übung</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>Tabellen (*.csv *.tsv *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>These columns of the table were taken as:</source>
        <translation>Diese Spalten der Tabelle wurden verstanden als:</translation>
    </message>
    <message>
        <source>Choose above which column it is, or correct the table.</source>
        <translation>Wählen Sie oben, welche Spalte es ist, oder verbessern Sie die Tabelle.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StudyForm</name>
    <message>
        <source>Put all images in order, not only the best</source>
        <translation>Alle Bilder ordnen, nicht nur das beste</translation>
    </message>
    <message>
        <source>Show the report beside the image</source>
        <translation>Den Befund neben dem Bild zeigen</translation>
    </message>
    <message>
        <source>Readers may go back to earlier cases</source>
        <translation>Leser dürfen zu früheren Fällen zurück</translation>
    </message>
    <message>
        <source>Cases for practice</source>
        <translation>Fälle zur Übung</translation>
    </message>
    <message>
        <source>Shown twice</source>
        <translation>Zweimal gezeigt</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Make the study</source>
        <translation>Studie anlegen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>New reader study</source>
        <translation>Neue Leserstudie</translation>
    </message>
    <message>
        <source>Readers see it</source>
        <translation>Die Leser sehen ihn</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Report match, −2 to +2</source>
        <translation>Übereinstimmung mit dem Befund, −2 bis +2</translation>
    </message>
    <message>
        <source>Realism: real or synthetic</source>
        <translation>Echtheit: echt oder synthetisch</translation>
    </message>
    <message>
        <source>Preference between models</source>
        <translation>Vorliebe zwischen Modellen</translation>
    </message>
    <message>
        <source>Questions of your own</source>
        <translation>Eigene Fragen</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>How many are enough</source>
        <translation>Wie viele genügen</translation>
    </message>
    <message>
        <source>One name for each, separated by commas: ann, ben</source>
        <translation>Je ein Name, durch Kommas getrennt: ann, ben</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>Presentations that come a second time at the end, for agreement within a reader</source>
        <translation>Was am Ende ein zweites Mal kommt, für die Übereinstimmung eines Lesers mit sich selbst</translation>
    </message>
    <message>
        <source>Cut off the edges of every image</source>
        <translation>Von jedem Bild die Ränder abschneiden</translation>
    </message>
    <message>
        <source>Black squares in the corners of every image</source>
        <translation>Schwarze Quadrate in die Ecken jedes Bildes</translation>
    </message>
    <message>
        <source>Burned-in side markers</source>
        <translation>Eingebrannte Seitenzeichen</translation>
    </message>
    <message>
        <source>Share of the side of the image</source>
        <translation>Anteil der Bildseite</translation>
    </message>
    <message>
        <source>Side markers</source>
        <translation>Seitenzeichen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Folder of the study</source>
        <translation>Ordner der Studie</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>It closes the key that says which image is which. Nobody can open the key without it, and nobody can bring it back: keep it until the study ends.</source>
        <translation>Es schließt den Schlüssel, der sagt, welches Bild welches ist. Ohne es kann niemand den Schlüssel öffnen, und niemand kann es zurückholen: bewahren Sie es auf, bis die Studie endet.</translation>
    </message>
    <message>
        <source>Where the folder of the study is made</source>
        <translation>Wo der Ordner der Studie entsteht</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Does the image show what its report says? The published five steps; where much is wrong, readers say what.</source>
        <translation>Zeigt das Bild, was sein Befund sagt? Die veröffentlichten fünf Stufen; wo viel nicht stimmt, sagen die Leser, was.</translation>
    </message>
    <message>
        <source>Real or synthetic, how sure, and how real it looks. Real images are the arm “real”.</source>
        <translation>Echt oder synthetisch, wie sicher, und wie echt es aussieht. Echte Bilder sind der Arm „real“.</translation>
    </message>
    <message>
        <source>Images of two to eight models for one report stand side by side.</source>
        <translation>Bilder von zwei bis acht Modellen zu einem Befund stehen nebeneinander.</translation>
    </message>
    <message>
        <source>Scales, choices, texts, points and boxes, as you name them.</source>
        <translation>Skalen, Auswahlen, Texte, Punkte und Rahmen, wie Sie sie nennen.</translation>
    </message>
    <message>
        <source>Choose the cases.</source>
        <translation>Wählen Sie die Fälle.</translation>
    </message>
    <message>
        <source>Give the study a name.</source>
        <translation>Geben Sie der Studie einen Namen.</translation>
    </message>
    <message>
        <source>Name at least one reader.</source>
        <translation>Nennen Sie mindestens einen Leser.</translation>
    </message>
    <message numerus="yes">
        <source>The passphrase needs at least %n character(s).</source>
        <translation>
            <numerusform>Das Passwort braucht mindestens %n Zeichen.</numerusform>
            <numerusform>Das Passwort braucht mindestens %n Zeichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The two passphrases differ.</source>
        <translation>Die beiden Passwörter sind verschieden.</translation>
    </message>
    <message>
        <source>No cases yet. Take them from Gallery, a folder or a table.</source>
        <translation>Noch keine Fälle. Nehmen Sie sie aus der Galerie, einem Ordner oder einer Tabelle.</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n Fall</numerusform>
            <numerusform>%n Fälle</numerusform>
        </translation>
    </message>
    <message>
        <source>arms: %1</source>
        <translation>Arme: %1</translation>
    </message>
    <message>
        <source>Making every image alike and writing the packages</source>
        <translation>Alle Bilder werden gleich gemacht und die Pakete geschrieben</translation>
    </message>
    <message numerus="yes">
        <source>each reader sees %n image(s) or groups: %1 min at %2 s each</source>
        <translation>
            <numerusform>jeder Leser sieht %n Bild oder Gruppe: %1 min bei je %2 s</numerusform>
            <numerusform>jeder Leser sieht %n Bilder oder Gruppen: %1 min bei je %2 s</numerusform>
        </translation>
    </message>
    <message>
        <source>A realism study compares the other arms with the real images</source>
        <translation>Eine Studie zur Echtheit vergleicht die anderen Arme mit den echten Bildern</translation>
    </message>
    <message>
        <source>Real images</source>
        <translation>Echte Bilder</translation>
    </message>
    <message>
        <source>Read first, by everybody; their answers do not count. Those that the table does not name are drawn when the study is made.</source>
        <translation>Werden von allen zuerst gelesen; ihre Antworten zählen nicht. Welche die Tabelle nicht nennt, die werden beim Anlegen der Studie ausgelost.</translation>
    </message>
    <message>
        <source>Burned-in marks must be in all arms alike, or the study is not made</source>
        <translation>Eingebrannte Zeichen müssen in allen Armen gleich vorkommen, sonst wird die Studie nicht angelegt</translation>
    </message>
    <message>
        <source>Leave them where they are; the report names them as a cue</source>
        <translation>Sie stehen lassen; der Bericht nennt sie als Hinweis</translation>
    </message>
    <message>
        <source>Which arm are they?</source>
        <translation>Welcher Arm sind sie?</translation>
    </message>
    <message>
        <source>Blinding</source>
        <translation>Verblindung</translation>
    </message>
    <message>
        <source>ann=KEY where a reader has made a key of their own (“My key…”)</source>
        <translation>ann=SCHLÜSSEL, wenn jemand einen eigenen Schlüssel hat („Mein Schlüssel…“)</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::StudyPage</name>
    <message>
        <source>Open the key</source>
        <translation>Schlüssel öffnen</translation>
    </message>
    <message>
        <source>Open as HTML</source>
        <translation>Als HTML öffnen</translation>
    </message>
    <message>
        <source>Open as PDF</source>
        <translation>Als PDF öffnen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>All studies</source>
        <translation>Alle Studien</translation>
    </message>
    <message>
        <source>Add answers…</source>
        <translation>Antworten hinzufügen…</translation>
    </message>
    <message>
        <source>Files NAME.answers that readers have sent</source>
        <translation>Dateien NAME.answers, die Leser geschickt haben</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>The packages for the readers are there. Keep the key to yourself.</source>
        <translation>Dort liegen die Pakete für die Leser. Behalten Sie den Schlüssel für sich.</translation>
    </message>
    <message>
        <source>Every answer (CSV)…</source>
        <translation>Alle Antworten (CSV)…</translation>
    </message>
    <message>
        <source>All figures (JSON)…</source>
        <translation>Alle Zahlen (JSON)…</translation>
    </message>
    <message>
        <source>For MRMCaov (CSV)…</source>
        <translation>Für MRMCaov (CSV)…</translation>
    </message>
    <message>
        <source>For iMRMC…</source>
        <translation>Für iMRMC…</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>Letzte Antwort</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>Answers of readers</source>
        <translation>Antworten von Lesern</translation>
    </message>
    <message>
        <source>Answers (*.answers)</source>
        <translation>Antworten (*.answers)</translation>
    </message>
    <message>
        <source>Passphrase of the key</source>
        <translation>Passwort des Schlüssels</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Commitment to the key, for the protocol: %1</source>
        <translation>Festlegung des Schlüssels, für das Protokoll: %1</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>complete, signatures whole</source>
        <translation>vollständig, Unterschriften gültig</translation>
    </message>
    <message>
        <source>reading, signatures whole</source>
        <translation>liest noch, Unterschriften gültig</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>not known: see below</source>
        <translation>unbekannt: siehe unten</translation>
    </message>
    <message>
        <source>Read here</source>
        <translation>Hier lesen</translation>
    </message>
    <message>
        <source>Read as %1</source>
        <translation>Als %1 lesen</translation>
    </message>
    <message>
        <source>All answers are here.</source>
        <translation>Alle Antworten sind da.</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) are still missing.</source>
        <translation>
            <numerusform>%n Antwort fehlt noch.</numerusform>
            <numerusform>%n Antworten fehlen noch.</numerusform>
        </translation>
    </message>
    <message>
        <source>The key was opened. Open it again to take in answers that came later; that is written down, too.</source>
        <translation>Der Schlüssel wurde geöffnet. Öffnen Sie ihn noch einmal, um später gekommene Antworten aufzunehmen; auch das wird festgehalten.</translation>
    </message>
    <message>
        <source>The study is blind until you open its key with the passphrase. That is written down with date and time, and the report says it.</source>
        <translation>Die Studie ist verblindet, bis Sie ihren Schlüssel mit dem Passwort öffnen. Das wird mit Datum und Uhrzeit festgehalten, und der Bericht sagt es.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of answers added.</source>
        <translation>
            <numerusform>%n Datei mit Antworten hinzugefügt.</numerusform>
            <numerusform>%n Dateien mit Antworten hinzugefügt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Geschrieben nach %1</translation>
    </message>
    <message>
        <source>Give each reader their package from the folder (NAME-READER.chexread). What they send back is added here; on this computer they can begin with “Read here”.</source>
        <translation>Geben Sie jedem Leser sein Paket aus dem Ordner (NAME-LESER.chexread). Was sie zurückschicken, wird hier hinzugefügt; an diesem Computer können sie mit „Hier lesen“ beginnen.</translation>
    </message>
    <message>
        <source>complete; what was shown is not provable</source>
        <translation>vollständig; was gezeigt wurde, ist nicht belegbar</translation>
    </message>
    <message>
        <source>reading; what was shown is not provable</source>
        <translation>liest; was gezeigt wurde, ist nicht belegbar</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::TableImportPanel</name>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1: these columns were taken as follows. Choose others where that is wrong.</source>
        <translation>%1: Diese Spalten wurden so verstanden. Wählen Sie andere, wo das falsch ist.</translation>
    </message>
    <message>
        <source>No column names the images. Choose the one that does.</source>
        <translation>Keine Spalte nennt die Bilder. Wählen Sie die, die es tut.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::TasksRoom</name>
    <message>
        <source>Nothing to do. Trainings and batches of images that you start appear here.</source>
        <translation>Nichts zu tun. Trainings und Bilderstapel, die Sie starten, erscheinen hier.</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>New fine-tuning…</source>
        <translation>Neues Fine-Tuning…</translation>
    </message>
    <message>
        <source>Images from a table…</source>
        <translation>Bilder aus einer Tabelle…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>Its turn comes before the task above</source>
        <translation>Kommt vor der Aufgabe darüber dran</translation>
    </message>
    <message>
        <source>Its turn comes after the task below</source>
        <translation>Kommt nach der Aufgabe darunter dran</translation>
    </message>
    <message>
        <source>What it has made stays on the disk</source>
        <translation>Was sie gemacht hat, bleibt auf der Platte</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>Alle Läufe</translation>
    </message>
    <message>
        <source>Draws the other tasks that tell the same quantity, too</source>
        <translation>Zeichnet auch die anderen Aufgaben mit derselben Größe</translation>
    </message>
    <message>
        <source>Its process ended without a word: it was killed, or the computer went off. It goes on exactly where its last checkpoint stands.</source>
        <translation>Ihr Prozess endete ohne ein Wort: Er wurde beendet, oder der Rechner ging aus. Sie geht genau dort weiter, wo ihr letzter Checkpoint steht.</translation>
    </message>
    <message>
        <source>It needs “%1” to be done first.</source>
        <translation>Erst muss „%1“ fertig sein.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>%1, held out</source>
        <translation>%1, zurückgehalten</translation>
    </message>
    <message>
        <source>It has drawn no samples yet.</source>
        <translation>Noch keine Proben.</translation>
    </message>
    <message>
        <source>Synthetic; after %1 steps</source>
        <translation>Synthetisch; nach %1 Schritten</translation>
    </message>
    <message>
        <source>Synthetic</source>
        <translation>Synthetisch</translation>
    </message>
    <message>
        <source>Nothing was logged.</source>
        <translation>Nichts protokolliert.</translation>
    </message>
    <message>
        <source> · %1 more</source>
        <translation> · %1 weitere</translation>
    </message>
    <message>
        <source>There was no room for what it made next. Everything up to then is kept; make room on the disk, then resume.</source>
        <translation>Für das Nächste war kein Platz. Alles bis dahin ist behalten; schaffen Sie Platz auf der Platte und setzen Sie dann fort.</translation>
    </message>
</context>
<context>
    <name>chexgen::studio::Tour</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::Canvas</name>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Polygon: click the corners, Enter closes</source>
        <translation>Polygon: Ecken klicken, Eingabetaste schließt</translation>
    </message>
    <message>
        <source>Fill an outline</source>
        <translation>Umriss füllen</translation>
    </message>
    <message>
        <source>Fill similar greys of the radiograph</source>
        <translation>Ähnliche Grauwerte der Aufnahme füllen</translation>
    </message>
    <message>
        <source>Finding box</source>
        <translation>Befundrahmen</translation>
    </message>
    <message>
        <source>Window and level</source>
        <translation>Fensterung</translation>
    </message>
    <message>
        <source>Smooth the outline</source>
        <translation>Umriss glätten</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Clear mask and boxes</source>
        <translation>Maske und Rahmen löschen</translation>
    </message>
    <message>
        <source>Label to paint</source>
        <translation>Struktur zum Malen</translation>
    </message>
    <message>
        <source>Label to paint (keys 1 to %1)</source>
        <translation>Struktur zum Malen (Tasten 1 bis %1)</translation>
    </message>
    <message>
        <source>Finding of the box</source>
        <translation>Befund des Rahmens</translation>
    </message>
    <message>
        <source>Finding of the box (keys 1 to 9: the first nine)</source>
        <translation>Befund des Rahmens (Tasten 1 bis 9: die ersten neun)</translation>
    </message>
    <message>
        <source>Change finding</source>
        <translation>Befund ändern</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Tolerance of the fill</source>
        <translation>Toleranz der Füllung</translation>
    </message>
    <message>
        <source>How different the greys may be, in per cent of the window</source>
        <translation>Wie verschieden die Grauwerte sein dürfen, in Prozent des Fensters</translation>
    </message>
    <message>
        <source>Nothing under the drawing.
A mask or boxes drawn here can guide the radiograph.</source>
        <translation>Nichts unter der Zeichnung.
Eine Maske oder Rahmen können die Aufnahme führen.</translation>
    </message>
    <message>
        <source>Import mask</source>
        <translation>Maske importieren</translation>
    </message>
    <message>
        <source>Import boxes</source>
        <translation>Rahmen importieren</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>Pinselstrich</translation>
    </message>
    <message>
        <source>Eraser stroke</source>
        <translation>Radiererstrich</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Resize box</source>
        <translation>Rahmengröße ändern</translation>
    </message>
    <message>
        <source>Move box</source>
        <translation>Rahmen verschieben</translation>
    </message>
    <message>
        <source>Draw box</source>
        <translation>Rahmen ziehen</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>Fill similar greys</source>
        <translation>Ähnliche Grauwerte füllen</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glätten</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Remove box</source>
        <translation>Rahmen entfernen</translation>
    </message>
    <message>
        <source>%1 has not learned boxes of this finding.</source>
        <translation>%1 hat Rahmen für diesen Befund nicht gelernt.</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::CurveView</name>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Drag to look closer, right click to step back</source>
        <translation>Ziehen vergrößert, Rechtsklick geht zurück</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Squares are checkpoints. Point at a step to see its values.</source>
        <translation>Quadrate sind Checkpoints. Zeigen Sie auf einen Schritt, um seine Werte zu sehen.</translation>
    </message>
    <message>
        <source>%1: %2 at step %3</source>
        <translation>%1: %2 bei Schritt %3</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::ErrorPanel</name>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::GalleryModel</name>
    <message>
        <source>Synthetic radiograph</source>
        <translation>Synthetische Aufnahme</translation>
    </message>
    <message>
        <source>Imported radiograph</source>
        <translation>Importierte Aufnahme</translation>
    </message>
    <message>
        <source>rated %1</source>
        <translation>bewertet %1</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::GalleryView</name>
    <message>
        <source>Images of the project</source>
        <translation>Bilder des Projekts</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::HistogramView</name>
    <message>
        <source>Histogram of greys</source>
        <translation>Histogramm der Grauwerte</translation>
    </message>
    <message>
        <source>black</source>
        <translation>schwarz</translation>
    </message>
    <message>
        <source>white</source>
        <translation>weiß</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::PromptLensView</name>
    <message>
        <source>Prompt as typed, with what is removed struck through</source>
        <translation>Prompt wie getippt, Entferntes durchgestrichen</translation>
    </message>
    <message>
        <source>Prompt as the model reads it</source>
        <translation>Prompt, wie das Modell ihn liest</translation>
    </message>
    <message>
        <source>Prompt lens</source>
        <translation>Prompt-Lupe</translation>
    </message>
    <message>
        <source>As typed</source>
        <translation>Wie getippt</translation>
    </message>
    <message>
        <source>What the model reads</source>
        <translation>Was das Modell liest</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>kein Modell</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>%1 of %2 tokens: the end is cut</source>
        <translation>%1 von %2 Tokens: das Ende ist abgeschnitten</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 von %2 Tokens</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::QuestionBlock</name>
    <message>
        <source>May be left open: Enter goes on.</source>
        <translation>Darf offen bleiben: Eingabe geht weiter.</translation>
    </message>
    <message>
        <source>A point is set.</source>
        <translation>Ein Punkt ist gesetzt.</translation>
    </message>
    <message>
        <source>Click in the image, or press a digit and move with the arrow keys.</source>
        <translation>Klicken Sie ins Bild, oder drücken Sie eine Ziffer und bewegen Sie ihn mit den Pfeiltasten.</translation>
    </message>
    <message>
        <source>A box is set. Arrow keys move it, with Ctrl they change its size.</source>
        <translation>Ein Rahmen ist gesetzt. Die Pfeiltasten bewegen ihn, mit Strg ändern sie seine Größe.</translation>
    </message>
    <message>
        <source>Draw it in the image, or press a digit and use the arrow keys.</source>
        <translation>Zeichnen Sie ihn ins Bild, oder drücken Sie eine Ziffer und nehmen Sie die Pfeiltasten.</translation>
    </message>
    <message>
        <source>Press their digits, the best first.</source>
        <translation>Drücken Sie ihre Ziffern, das beste zuerst.</translation>
    </message>
    <message>
        <source>Best first: %1</source>
        <translation>Das beste zuerst: %1</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::ReportEditor</name>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>weiblich</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>männlich</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>Ethnie</translation>
    </message>
    <message>
        <source>Asian</source>
        <translation>Asian (asiatisch)</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Black (schwarz)</translation>
    </message>
    <message>
        <source>White</source>
        <translation>White (weiß)</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>What is seen, for example: Blunting of the left costophrenic angle.</source>
        <translation>Was zu sehen ist, auf Englisch, zum Beispiel: Blunting of the left costophrenic angle.</translation>
    </message>
    <message>
        <source>Impression</source>
        <translation>Beurteilung</translation>
    </message>
    <message>
        <source>What it means, for example: No acute cardiopulmonary process.</source>
        <translation>Was es bedeutet, auf Englisch, zum Beispiel: No acute cardiopulmonary process.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Age in years</source>
        <translation>Alter in Jahren</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>%1: the model “%2” was not trained with it.</source>
        <translation>%1: Damit wurde das Modell „%2“ nicht trainiert.</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::ThumbnailDelegate</name>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>synthetic</source>
        <translation>synthetisch</translation>
    </message>
    <message>
        <source>S</source>
        <comment>synthetic, in short</comment>
        <translation>S</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::TokenMeter</name>
    <message>
        <source>%1 of %2 tokens used</source>
        <translation>%1 von %2 Tokens verbraucht</translation>
    </message>
</context>
<context>
    <name>chexgen::widgets::Viewer</name>
    <message>
        <source>Synthetic · not for diagnosis</source>
        <translation>Synthetisch · nicht zur Diagnose</translation>
    </message>
    <message>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <source>Radiograph viewer</source>
        <translation>Betrachter</translation>
    </message>
    <message>
        <source>F1 lists the keys.</source>
        <translation>F1 zeigt die Tasten.</translation>
    </message>
</context>
</TS>
