package io.videoprovider.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.stream.client.StreamClient;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each Java block of README.md and of the pages in docs compiles, with its own imports and those of earlier blocks of its page. A block
 * consists of members of a class, types among them, or of statements; {@link Scaffold} declares the variables that it does not. Calls of a
 * vendor's client in the text name methods that exist.
 */
class DocumentedCodeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?[\\w.]+;\n", Pattern.MULTILINE);

    private static final Pattern FENCED = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CLIENT_CALL = Pattern.compile("`client\\.([^`]*)`");

    /** Tests of the examples compare these pages with the files that they quote. */
    private static final Set<String> QUOTES = Set.of("testing.md", "writing-a-provider.md");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private static Map<Block, List<String>> errors;

    /** Compiles all blocks at once, because each start of the compiler takes a second. */
    @BeforeAll
    static void compile() throws IOException {
        Map<Unit, List<String>> byUnit = new LinkedHashMap<>();
        for (Block block : blocks()) {
            Unit members = new Unit(block, "", "");
            Unit statements = new Unit(block, "void block() throws Exception {\n", "}\n");
            byUnit.put(parses(members) ? members : statements, new ArrayList<>());
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        task(problems, byUnit.keySet()).analyze();
        for (Diagnostic<? extends JavaFileObject> problem : problems.getDiagnostics()) {
            if (problem.getKind() == Diagnostic.Kind.ERROR) {
                byUnit.get(problem.getSource()).add(problem.getMessage(Locale.ROOT));
            }
        }
        errors = new HashMap<>();
        byUnit.forEach((unit, messages) -> errors.put(unit.block, messages));
    }

    private static boolean parses(Unit unit) throws IOException {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        task(problems, Set.of(unit)).parse();
        return problems.getDiagnostics().isEmpty();
    }

    private static JavacTask task(DiagnosticCollector<JavaFileObject> problems, Set<Unit> units) {
        List<String> options =
                List.of("-proc:none", "-Xmaxerrs", "1000", "-classpath", System.getProperty("java.class.path"));
        return (JavacTask) COMPILER.getTask(null, null, problems, options, null, units);
    }

    /** A class with the block as its body, or as that of a method. */
    private static final class Unit extends SimpleJavaFileObject {

        private final Block block;
        private final String before;
        private final String after;

        Unit(Block block, String before, String after) {
            super(URI.create("string:///" + block.name() + ".java"), JavaFileObject.Kind.SOURCE);
            this.block = block;
            this.before = before;
            this.after = after;
        }

        @Override
        public String getCharContent(boolean ignoreEncodingErrors) {
            return "package " + Scaffold.class.getPackageName() + ";\n" + String.join("", block.imports)
                    + "abstract class " + block.name() + " extends Scaffold {\n" + before + block.code + after + "}\n";
        }
    }

    record Block(Path page, long line, List<String> imports, String code) {

        String name() {
            return toString().replaceAll("\\W", "_");
        }

        @Override
        public String toString() {
            return ROOT.relativize(page) + ":" + line;
        }
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            List<String> imports = new ArrayList<>();
            Matcher matcher = BLOCK.matcher(text);
            while (matcher.find()) {
                String block = matcher.group(1);
                IMPORT.matcher(block).results().map(found -> found.group()).forEach(imports::add);
                blocks.add(new Block(
                        page,
                        text.substring(0, matcher.start()).lines().count() + 1,
                        imports.stream().distinct().toList(),
                        IMPORT.matcher(block).replaceAll("")));
            }
        }
        return blocks;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .filter(page -> !QUOTES.contains(String.valueOf(page.getFileName())))
                    .toList();
        }
    }

    /** The calls of a vendor's client in the text, such as {@code client.users().revokeUserTokens}, with the page and without arguments. */
    static List<Arguments> calls_of_clients_in_the_text_exist() throws IOException {
        List<Arguments> calls = new ArrayList<>();
        for (Path page : pages()) {
            String text = FENCED.matcher(Files.readString(page)).replaceAll("");
            CLIENT_CALL
                    .matcher(text)
                    .results()
                    .map(found -> Arguments.of(page.getFileName(), withoutArguments(found.group(1))))
                    .forEach(calls::add);
        }
        return calls;
    }

    private static String withoutArguments(String call) {
        String shorter = call.replaceAll("\\([^()]*\\)", "");
        return shorter.equals(call) ? call : withoutArguments(shorter);
    }

    @ParameterizedTest
    @MethodSource
    void calls_of_clients_in_the_text_exist(Path page, String call) {
        assertThat(exists(LiveKitClient.class, call) || exists(StreamClient.class, call))
                .isTrue();
    }

    private static boolean exists(Class<?> client, String call) {
        Class<?> type = client;
        for (String name : call.split("\\.", -1)) {
            Class<?> owner = type;
            Optional<Method> method = Stream.of(owner.getMethods())
                    .filter(each -> each.getName().equals(name))
                    .findFirst();
            if (method.isEmpty()) {
                return false;
            }
            type = method.get().getReturnType();
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void each_block_compiles(Block block) {
        assertThat(errors.get(block)).as("%s%n%s", block, block.code).isEmpty();
    }
}
