import GRDB
import KeptQueues

extension Configuration {
    /// What every connection begins with: its queue is kept for good. That comes first, since also a connection that then
    /// cannot be opened has a queue, which would be freed.
    static var keepingQueue: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { _ in kept_queues_keep_current() }
        return configuration
    }
}
