import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.channels.AbstractChannel;
import org.rapaio.jupyter.kernel.channels.Channels;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.Transform;

/**
 * Starts the Java kernel with its parts in an order that works. Its own main opens the channels first and says then who
 * takes their messages; a message that comes in between (on a busy machine, every second time) ends the thread that
 * reads them, and Jupyter waits in vain. Here the two channels that Jupyter asks through are opened last.
 */
class Kernel {

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        ConnectionProperties connection =
                Transform.fromJson(Files.readString(Path.of(arguments[0])), ConnectionProperties.class);
        Channels channels = new Channels(connection);
        Field parts = Channels.class.getDeclaredField("channels");
        parts.setAccessible(true);
        @SuppressWarnings("unchecked")
        Set<AbstractChannel> all = (Set<AbstractChannel>) parts.get(channels);
        List<AbstractChannel> asking = List.of(part(channels, "shell"), part(channels, "control"));
        Set<AbstractChannel> others = new HashSet<>(all);
        others.removeAll(asking);
        parts.set(channels, others);
        channels.connect(MainApp.kernel);
        parts.set(channels, all);
        for (AbstractChannel channel : asking) {
            channel.bind(connection);
        }
        channels.joinUntilClose();
    }

    private static AbstractChannel part(Channels channels, String name) throws ReflectiveOperationException {
        Field field = Channels.class.getDeclaredField(name);
        field.setAccessible(true);
        return (AbstractChannel) field.get(channels);
    }
}
