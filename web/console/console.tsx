import { Route, Routes } from "react-router";
import { BlockList } from "./block-list.tsx";
import { BulkList } from "./bulk-list.tsx";
import { ForOfficer } from "./for-officer.tsx";
import { Frame } from "./frame.tsx";
import { NewBlock } from "./new-block.tsx";
import { NewBulk } from "./new-bulk.tsx";
import { NewRequest } from "./new-request.tsx";
import { NotFound } from "./not-found.tsx";
import { OneBlock } from "./one-block.tsx";
import { OneBulk } from "./one-bulk.tsx";
import { OneRequest } from "./one-request.tsx";
import { OneVersion } from "./one-version.tsx";
import { PublishTerms } from "./publish-terms.tsx";
import { RequestList } from "./request-list.tsx";
import { TaskList } from "./task-list.tsx";
import { TenantBlocks } from "./tenant-blocks.tsx";
import { TermsList } from "./terms-list.tsx";

/** The pages of officers. */
export const Console = () => (
  <Frame>
    <ForOfficer>
      <Routes>
        <Route path="/" element={<RequestList />} />
        <Route path="/callback" element={<RequestList />} />
        <Route path="/requests/new" element={<NewRequest />} />
        <Route path="/requests/:requestId" element={<OneRequest />} />
        <Route path="/blocks" element={<BlockList />} />
        <Route path="/blocks/new" element={<NewBlock />} />
        <Route path="/blocks/auth0" element={<TenantBlocks />} />
        <Route path="/blocks/lists" element={<BulkList />} />
        <Route path="/blocks/lists/new" element={<NewBulk />} />
        <Route path="/blocks/lists/:bulkId" element={<OneBulk />} />
        <Route path="/blocks/:requestId" element={<OneBlock />} />
        <Route path="/tasks" element={<TaskList />} />
        <Route path="/terms" element={<TermsList />} />
        <Route path="/terms/:document/:version" element={<OneVersion />} />
        <Route path="/terms/:document/:version/publish" element={<PublishTerms />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </ForOfficer>
  </Frame>
);
