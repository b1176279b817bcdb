package org.datanet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What the POMs promise: the same arrows as the classes, one version, and a BOM that names what is published. */
class BuildFilesTest {

    private static final Set<String> NOT_PUBLISHED =
            Set.of("bom", "samples", "samples/war", "samples/service", "benchmarks", "architecture");
    private static final Path ROOT = root();

    @ParameterizedTest
    @EnumSource(Room.class)
    void a_module_depends_only_on_the_modules_below_it(Room room) throws Exception {
        if (!Files.exists(ROOT.resolve(room.folder))) {
            return; // a room of the design that is not built yet
        }
        Set<String> allowed =
                room.mayUse.stream().map(below -> artifact(below.folder)).collect(Collectors.toSet());
        List<String> used = new ArrayList<>();
        for (Element dependency : elements(pom(room.folder), "dependencies", "dependency")) {
            boolean ours = "org.datanet".equals(text(dependency, "groupId"));
            if (ours && !"test".equals(text(dependency, "scope"))) {
                used.add(text(dependency, "artifactId"));
            }
        }
        assertThat(allowed).as("what %s/pom.xml may name", room.folder).containsAll(used);
    }

    @Test
    void the_bom_names_every_published_module_and_nothing_else() throws Exception {
        Set<String> published = new TreeSet<>();
        for (Element module : modules()) {
            if (!NOT_PUBLISHED.contains(module.getTextContent())) {
                published.add(artifact(module.getTextContent()));
            }
        }
        Set<String> named = new TreeSet<>();
        Element management =
                elements(pom("bom"), "dependencyManagement", "dependencies").get(0);
        for (Element dependency : children(management, "dependency")) {
            named.add(text(dependency, "artifactId"));
        }
        assertThat(named).isEqualTo(published);
    }

    @Test
    void the_bom_has_the_version_of_the_house() throws Exception {
        assertThat(text(pom("bom"), "version")).isEqualTo(text(pom("."), "version"));
    }

    @Test
    void versions_stand_in_the_parent_alone() throws Exception {
        // The one exception: the API module compiles against an older Jakarta level than the rest runs on.
        for (Element module : modules()) {
            String folder = module.getTextContent();
            if (Set.of("bom", "sdk-api").contains(folder)) {
                continue;
            }
            for (Element dependency : elements(pom(folder), "dependencies", "dependency")) {
                assertThat(children(dependency, "version"))
                        .as("version of %s in %s/pom.xml", text(dependency, "artifactId"), folder)
                        .isEmpty();
            }
        }
    }

    /** Of every build and of the profiles that add some. */
    private static List<Element> modules() throws Exception {
        Element parent = pom(".");
        List<Element> modules = new ArrayList<>(elements(parent, "modules", "module"));
        for (Element profile : elements(parent, "profiles", "profile")) {
            modules.addAll(elements(profile, "modules", "module"));
        }
        return modules;
    }

    private static String artifact(String folder) {
        return folder.startsWith("datanet-") ? folder : "datanet-" + folder;
    }

    private static Element pom(String folder) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(folder).resolve("pom.xml").toFile())
                .getDocumentElement();
    }

    private static List<Element> elements(Element project, String container, String name) {
        List<Element> found = new ArrayList<>();
        for (Element parent : children(project, container)) {
            found.addAll(children(parent, name));
        }
        return found;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent().trim();
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        Path above = here.getParent();
        return Files.exists(here.resolve("bom")) || above == null ? here : above;
    }
}
