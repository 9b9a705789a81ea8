package io.videoprovider.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each Java block of README.md and of the pages in docs compiles, with its own imports and those of earlier blocks of its page. A block
 * consists of members of a class, types among them, or of statements; {@link Scaffold} declares the variables that it does not.
 */
class DocumentedCodeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?[\\w.]+;\n", Pattern.MULTILINE);

    /** Tests of the examples compare these pages with the files that they quote. */
    private static final Set<String> QUOTES = Set.of("testing.md", "writing-a-provider.md");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    // One for all blocks: it remembers what is in the jars.
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

    @AfterAll
    static void close() throws IOException {
        FILES.close();
    }

    record Block(Path page, long line, List<String> imports, String code) {

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

    @ParameterizedTest
    @MethodSource("blocks")
    void each_block_compiles(Block block) throws IOException {
        String members = "abstract class Block extends Scaffold {\n" + block.code + "}\n";
        String statements =
                "abstract class Block extends Scaffold { void block() throws Exception {\n" + block.code + "}}\n";

        List<String> asMembers = errors(block, members, false);

        assertThat(asMembers.isEmpty() ? errors(block, members, true) : errors(block, statements, true))
                .as(block.code)
                .isEmpty();
    }

    /** Returns the errors of the parser, or all errors of the compiler. */
    private List<String> errors(Block block, String type, boolean analyze) throws IOException {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        String source = "package " + Scaffold.class.getPackageName() + ";\n" + String.join("", block.imports) + type;
        JavacTask task = (JavacTask) COMPILER.getTask(
                null,
                FILES,
                problems,
                List.of("--release", "17", "-proc:none", "-classpath", System.getProperty("java.class.path")),
                null,
                List.of(new SimpleJavaFileObject(URI.create("string:///Block.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                }));
        task.parse();
        if (analyze) {
            task.analyze();
        }
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(problem -> problem.getMessage(Locale.ROOT))
                .toList();
    }
}
