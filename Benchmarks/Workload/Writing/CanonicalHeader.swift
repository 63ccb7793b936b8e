/// The canonical header: the 26 columns of an import file, in order.
let canonicalHeader =
    "kind,source,document,line,sku,warehouse,quantity,occurred_at,stage,from_stage,to_warehouse,shipment,"
    + "order,channel,amount,currency,pedimento,importer_rfc,mode,forwarder,eta,tracking,reason,memo,"
    + "stated_at,note\n"
