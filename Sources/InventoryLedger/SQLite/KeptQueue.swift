import GRDB
import KeptQueues

extension Configuration {
    /// The settings that come first on every connection. They keep its queue forever, because the queue of a
    /// connection that fails to open would be freed too early.
    static var keepingQueue: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { _ in kept_queues_keep_current() }
        return configuration
    }
}
