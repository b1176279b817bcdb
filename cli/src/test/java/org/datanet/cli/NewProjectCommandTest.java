package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class NewProjectCommandTest {
    private static final Path ROOT = Path.of("..");
    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    @TempDir
    Path directory;

    @Test
    void a_new_project_is_the_sample_as_it_is_tested_here_under_another_name() throws IOException {
        Path folder = directory.resolve("grain-shop");
        Ran ran = Ran.of("new-project", folder, "--package", "com.example.shop");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("grain-shop is begun", "com.example.shop", "\"mvn -Dfast install\"", "mvn package");

        Map<String, String> samples = texts(ROOT.resolve("samples/service/src"));
        Map<String, String> written = texts(folder.resolve("src"));
        assertThat(written).hasSameSizeAs(samples);
        samples.forEach((file, text) -> assertThat(written)
                .containsEntry(
                        file.replace("org/datanet/samples/service", "com/example/shop"),
                        text.replace("org.datanet.samples.service", "com.example.shop")
                                .replace("\"..\", \"wheat\"", "\"wheat\"")));
        assertThat(texts(folder.resolve("wheat"))).isEqualTo(texts(ROOT.resolve("samples/wheat")));
        assertThat(Files.readString(folder.resolve(".gitignore"))).contains("target/", "datanet-hook/");
        assertThat(Files.readAllLines(folder.resolve("README.md")))
                .hasSize(5)
                .anyMatch(line -> line.contains("mvn -Dfast install"))
                .anyMatch(line -> line.contains("com.example.shop.GrainService"));
        assertThat(texts(folder).values())
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain("org.datanet.samples", "datanet-sample", "\"..\"", "${project.version}"));
    }

    @Test
    void its_pom_names_what_the_sample_is_built_with_in_the_versions_of_the_house() throws Exception {
        Path folder = directory.resolve("grain-shop");
        assertThat(Ran.of("new-project", folder).code()).isZero();
        Document pom = document(folder.resolve("pom.xml"));
        Document parent = document(ROOT.resolve("pom.xml"));
        assertThat(XPATH.evaluate("/project/artifactId", pom)).isEqualTo("grain-shop");
        assertThat(XPATH.evaluate("/project/groupId", pom)).isEqualTo("org.example.grainshop");
        assertThat(XPATH.evaluate("//dependencyManagement//artifactId", pom)).isEqualTo("datanet-bom");
        assertThat(XPATH.evaluate("//dependencyManagement//version", pom))
                .isEqualTo(XPATH.evaluate("/project/version", document(ROOT.resolve("bom/pom.xml"))));
        assertThat(XPATH.evaluate("//maven.compiler.release", pom))
                .isEqualTo(XPATH.evaluate("//maven.compiler.release", parent));

        Map<String, String> expected = new TreeMap<>();
        for (Document from : new Document[] {document(ROOT.resolve("samples/service/pom.xml")), parent}) {
            for (Node one : nodes("/project/dependencies/dependency", from)) {
                expected.put(key(one), versionIn(parent, one) + " " + XPATH.evaluate("scope", one));
            }
        }
        Map<String, String> named = new TreeMap<>();
        for (Node one : nodes("/project/dependencies/dependency", pom)) {
            named.put(key(one), XPATH.evaluate("version", one) + " " + XPATH.evaluate("scope", one));
        }
        assertThat(named).isEqualTo(expected).hasSizeGreaterThan(10);

        for (Node plugin : nodes("//plugin", pom)) {
            String artifact = XPATH.evaluate("artifactId", plugin);
            assertThat(XPATH.evaluate("version", plugin))
                    .as(artifact)
                    .isEqualTo(value(
                            parent,
                            XPATH.evaluate(
                                    "/project/build/pluginManagement/plugins/plugin[artifactId='" + artifact
                                            + "']/version",
                                    parent)));
        }
    }

    @Test
    void what_is_there_already_is_refused_and_left_as_it_was() throws IOException {
        Path full = Files.createDirectory(directory.resolve("full"));
        Path mine = Files.writeString(full.resolve("mine"), "mine");
        assertThat(Ran.of("new-project", full).err()).contains("full", "not empty", "name a new one");
        assertThat(Ran.of("new-project", full).code()).isEqualTo(2);
        assertThat(Ran.of("new-project", mine).err()).contains("is a file");
        assertThat(texts(directory)).containsOnlyKeys("full/mine");

        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(Ran.of("new-project", empty).code()).isZero();
        assertThat(empty.resolve("pom.xml")).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grain shop | com.example.shop | \"grain shop\" is no artifact id | --name",
                "../shop | com.example.shop | \"../shop\" is no artifact id | --name",
                "shop | com.example.new | \"com.example.new\" is no package | --package",
                "shop | com.example.é | \"com.example.é\" is no package | --package",
                "2grains | | \"org.example.2grains\" is no package | --package",
            })
    void a_name_that_maven_or_java_would_refuse_is_refused_first(
            String name, String javaPackage, String message, String remedy) throws IOException {
        Path folder = directory.resolve("shop");
        Ran ran = javaPackage == null
                ? Ran.of("new-project", folder, "--name", name)
                : Ran.of("new-project", folder, "--name", name, "--package", javaPackage);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(message, remedy);
        assertThat(texts(directory)).isEmpty();
    }

    @Test
    void a_project_that_cannot_be_written_to_its_end_leaves_nothing() throws IOException {
        // No file system has room for a name of 300 letters; what comes before the classes is written by then.
        Ran ran = Ran.of("new-project", directory.resolve("shop"), "--package", "com." + "a".repeat(300));
        assertThat(ran.code()).isEqualTo(2);
        assertThat(directory).isEmptyDirectory();
    }

    private static String versionIn(Document parent, Node dependency) throws Exception {
        String group = XPATH.evaluate("groupId", dependency);
        if (group.equals("org.datanet")) {
            return ""; // the BOM has it
        }
        String managed = "/project/dependencyManagement/dependencies/dependency";
        String own = XPATH.evaluate(
                managed + "[artifactId='" + XPATH.evaluate("artifactId", dependency) + "']/version", parent);
        return value(
                parent,
                own.isEmpty()
                        ? XPATH.evaluate(
                                managed + "[scope='import'][starts-with('" + group + "', groupId)]/version", parent)
                        : own);
    }

    /** What stands there, or the property that it names. */
    private static String value(Document parent, String version) throws Exception {
        return version.startsWith("${")
                ? XPATH.evaluate("/project/properties/" + version.substring(2, version.length() - 1), parent)
                : version;
    }

    private static String key(Node dependency) throws Exception {
        return XPATH.evaluate("groupId", dependency) + ":" + XPATH.evaluate("artifactId", dependency);
    }

    private static Node[] nodes(String path, Document document) throws Exception {
        NodeList found = (NodeList) XPATH.evaluate(path, document, XPathConstants.NODESET);
        Node[] nodes = new Node[found.getLength()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = found.item(i);
        }
        return nodes;
    }

    private static Document document(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    /** Every file below a folder by its path in it. */
    private static Map<String, String> texts(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
    }
}
