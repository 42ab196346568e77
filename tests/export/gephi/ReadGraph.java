import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gephi.graph.api.AttributeUtils;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.Element;
import org.gephi.graph.api.Graph;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Interval;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.types.IntervalSet;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/** Opens each file as Gephi does and prints what Gephi then holds, one JSON object a line. */
public final class ReadGraph {

    public static void main(String[] paths) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Lookup.getDefault().lookup(ProjectController.class).newProject();
        for (String path : paths) {
            out.println(json(read(new File(path))));
        }
        System.exit(0);
    }

    private static Map<String, Object> read(File file) throws Exception {
        Map<String, Object> found = new LinkedHashMap<>();
        ImportController controller = Lookup.getDefault().lookup(ImportController.class);
        Container container;
        try {
            container = controller.importFile(file);
        } catch (RuntimeException error) {
            found.put("failed", String.valueOf(error));
            return found;
        }
        // Processing empties the report.
        found.put("issues", issues(container));
        found.put("edges_read", container.getUnloader().getEdgeCount());
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        Workspace workspace = projects.newWorkspace(projects.getCurrentProject());
        projects.openWorkspace(workspace);
        controller.process(container, new DefaultProcessor(), workspace);
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace);
        Graph graph = model.getGraph();
        found.put("mixed", graph.isMixed());
        found.put("time_format", String.valueOf(model.getTimeFormat()));
        found.put("bounds", day(model, model.getTimeBounds()));
        List<Object> nodes = new ArrayList<>();
        for (Node node : graph.getNodes().toArray()) {
            Map<String, Object> row = element(model, node);
            row.put("size", node.size());
            row.put("x", node.x());
            row.put("y", node.y());
            row.put("colour", colour(node.getRGBA()));
            nodes.add(row);
        }
        found.put("nodes", nodes);
        List<Object> edges = new ArrayList<>();
        for (Edge edge : graph.getEdges().toArray()) {
            Map<String, Object> row = element(model, edge);
            row.put("source", edge.getSource().getId());
            row.put("target", edge.getTarget().getId());
            row.put("kind", edge.getTypeLabel());
            row.put("directed", edge.isDirected());
            row.put("weight", edge.getWeight());
            row.put("colour", colour(edge.getRGBA()));
            edges.add(row);
        }
        found.put("edges", edges);
        return found;
    }

    private static Map<String, List<String>> issues(Container container) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (Issue.Level level : Issue.Level.values()) {
            found.put(level.name(), new ArrayList<>());
        }
        for (Issue issue : container.getReport().getIssuesList(Integer.MAX_VALUE)) {
            found.get(issue.getLevel().name()).add(issue.getMessage());
        }
        return found;
    }

    private static Map<String, Object> element(GraphModel model, Element element) {
        Map<String, Object> row = new LinkedHashMap<>();
        Map<String, Object> columns = new LinkedHashMap<>();
        row.put("id", element.getId());
        row.put("label", element.getLabel());
        row.put("attributes", columns);
        for (Column column : element.getAttributeColumns().toArray()) {
            Object value = element.getAttribute(column);
            if (value instanceof IntervalSet) {
                row.put("spells", spells(model, (IntervalSet) value));
            } else if (value != null) {
                columns.put(column.getTitle(), value);
            }
        }
        return row;
    }

    private static List<Object> spells(GraphModel model, IntervalSet set) {
        List<Object> found = new ArrayList<>();
        for (Interval interval : set.toArray()) {
            found.add(day(model, interval));
        }
        return found;
    }

    private static List<String> day(GraphModel model, Interval interval) {
        return Arrays.asList(day(model, interval.getLow()), day(model, interval.getHigh()));
    }

    private static String day(GraphModel model, double time) {
        return Double.isInfinite(time)
            ? String.valueOf(time)
            : AttributeUtils.printTimestampInFormat(
                time, model.getTimeFormat(), model.getTimeZone());
    }

    private static String colour(int rgba) {
        return String.format("#%06x", rgba & 0xffffff);
    }

    private static String json(Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof Boolean || value instanceof Number) {
            return value.toString();
        } else if (value instanceof Map<?, ?> map) {
            List<String> parts = new ArrayList<>();
            map.forEach((key, item) -> parts.add(quoted(String.valueOf(key)) + ":" + json(item)));
            return "{" + String.join(",", parts) + "}";
        } else if (value instanceof Iterable<?> items) {
            List<String> parts = new ArrayList<>();
            items.forEach(item -> parts.add(json(item)));
            return "[" + String.join(",", parts) + "]";
        } else if (value instanceof Object[] items) {
            return json(Arrays.asList(items));
        }
        return quoted(String.valueOf(value));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
