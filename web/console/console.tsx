import { Route, Routes } from "react-router";
import { ForOfficer } from "./for-officer";
import { Frame } from "./frame";
import { NotFound } from "./not-found";
import { OneRequest } from "./one-request";
import { RequestList } from "./request-list";

/** The pages of officers. */
export const Console = () => (
  <Frame>
    <ForOfficer>
      <Routes>
        <Route path="/" element={<RequestList />} />
        <Route path="/callback" element={<RequestList />} />
        <Route path="/requests/:requestId" element={<OneRequest />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </ForOfficer>
  </Frame>
);
